"""What staff look at people's data for, in the words in which the person reads it."""

from django.db.models import TextChoices


class Purpose(TextChoices):
    PEOPLE = "people", "Looked at the people they follow."
    PLAN = "plan", "Looked at your plan or changed what is planned."
    ANSWERS = "answers", "Read your check-ins."
    TRENDS = "trends", "Looked at your scores over time."
    CRAVINGS = "cravings", "Looked at your craving log, or at what exercises did for you."
    LIFE_EVENTS = "life-events", "Looked at what happened in your life that changes your care."
    WORKLIST = "worklist", "Looked at who needs somebody now."
    ALERTS = "alerts", "Looked through alerts."
    ALERT = "alert", "Looked after an alert about you."
    SAFETY_PLAN = "safety-plan", "Read your safety plan."
    CONTACT = "contact", "Looked at your name or how to reach you."
    EXPECTED_RULE = "expected-rule", "Looked at what is expected of you for now."
    HELP_REQUEST = "help-request", "Read or answered your wish to be contacted."
    NOTIFICATIONS = "notifications", "Looked at what rang for you, and why something did not."
    BROADCAST = "broadcast", "Chose whom to write to."
    DISCLOSURE = "disclosure", "Prepared or fetched what you agreed to let somebody outside know."
    BREAK_GLASS = "break-glass", "Looked in an emergency, without your consent. Your accounting tells why."
    BREAK_GLASS_REVIEW = "break-glass-review", "Went through the record of looks in emergencies."
    ACCESS_LOG = "access-log", "Went through the record of who looked."
    RESTRICTIONS = "restrictions", "Read what you asked the site to restrict."


def words_for(purpose: str) -> str:
    """Return the plain words; a purpose of another release speaks for itself."""
    return str(Purpose(purpose).label) if purpose in Purpose else purpose
