"""By when a site answers, and how that is said. Pure but for the names of models."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backend.accounts.models import Site
from backend.accounts.policies import policies_of
from backend.aftercare.models import HelpRequest
from backend.care_team.clocks import Hours, after_working_time, due_at
from backend.care_team.monitoring import IN_DANGER
from backend.instruments.levels import Level

# As the item `want_contact` of the daily check-in, which asks the same.
LEVELS = {HelpRequest.When.TODAY: Level.L2, HelpRequest.When.WHEN_YOU_CAN: Level.L1}
OVER = "Nobody answers this any more. Ask again if you like. If you are in danger, call the emergency number."
RULES = {HelpRequest.When.TODAY: "help-request:today", HelpRequest.When.WHEN_YOU_CAN: "help-request:contact"}


def answer_by(site: Site, when: HelpRequest.When, hours: Hours, *, now: datetime) -> datetime | None:
    """Return by when the site answers: its own working hours; without hurry not before the end of its next day.

    None while it is closed for so long that nobody can say.
    """
    working_time = timedelta(hours=policies_of(site).help_answer_working_hours)
    answered = after_working_time(working_time, now, hours)
    if answered is None or when == HelpRequest.When.TODAY:
        return answered
    return max(answered, due_at(Level.L1, now, hours))


def words_for(request: HelpRequest) -> str:
    """Say in plain words what a person can count on."""
    match request.state:
        case HelpRequest.State.ANSWERED:
            return f"Your care team has answered. {IN_DANGER}"
        case HelpRequest.State.CLOSED:
            return OVER
    promise = request.promise
    if promise is None or promise.answer_by is None:
        return f"Your care team is closed for now. {IN_DANGER}"
    local = promise.answer_by.astimezone(ZoneInfo(promise.site.tzid))
    by = f"{local:%H:%M} on {local:%A}, {local.day} {local:%B}, their time"
    return f"Your care team at {promise.site.name} answers by {by}. {IN_DANGER}"
