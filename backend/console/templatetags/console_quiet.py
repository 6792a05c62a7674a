"""How quiet somebody is, in words."""

from django import template

from backend.aftercare.models import CheckIn, Contact
from backend.aftercare.quiet.people import FollowedPerson
from backend.aftercare.quiet.waiting import LastMiss
from backend.aftercare.quiet.worklist import News, Row
from notifications.notices.explaining import SENTENCES

register = template.Library()
MISS_WORDS = {
    CheckIn.Miss.SEEN: "They saw it.",
    CheckIn.Miss.SENT_NOT_SEEN: "It was not looked at.",
    CheckIn.Miss.UNREACHABLE: "It did not arrive.",
}
NEWS_WORDS = {
    News.ALERT: "alert",
    News.ANSWER: "answers",
    News.MISS: "a missed check-in",
    News.CONTACT: "a colleague got in touch",
    News.APPOINTMENT: "an appointment",
}


@register.filter
def quiet_facts(row: Row | FollowedPerson) -> list[tuple[str, str]]:
    """Name what is known of somebody's silence; what is not shared is left out."""
    found = []
    if row.quiet.is_paused:
        found.append(("Not waited for", "away by their own wish, or paused by staff"))
    if row.quiet_days is not None:
        found.append(("Last heard", _days(row.quiet_days)))
    if row.quiet.last_miss is not None:
        found.append(("Last miss", _miss(row.quiet.last_miss)))
    if row.quiet.last_contact is not None:
        found.append(("Last contact", Contact.Outcome(row.quiet.last_contact.outcome).label.lower()))
    return found


@register.filter
def miss_words(way: str) -> str:
    return MISS_WORDS[CheckIn.Miss(way)]


@register.filter
def news_words(row: Row) -> str:
    return ", ".join(NEWS_WORDS[news] for news in row.news)


def _days(days: int) -> str:
    return "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"


def _miss(miss: LastMiss) -> str:
    if miss.is_answered:
        return "answered since, later than it was given"
    words = MISS_WORDS[CheckIn.Miss(miss.way)]
    return words if miss.way == CheckIn.Miss.SEEN else f"{words} {SENTENCES.get(miss.why, '')}".rstrip()
