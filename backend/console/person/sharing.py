"""What a person shares with a site, in words: in full for their own page, short for a row of the list. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from backend.accounts.consents.ending import last_day
from backend.accounts.guard import CONTACT_FIELDS
from backend.accounts.models import DataClass
from backend.aftercare.quiet.people import Grant
from backend.care_team.ends.rules import DAYS_BEFORE, Stage

# In the order of the list: the words in full, and the short ones.
WORDS = {
    DataClass.PLAN: ("Handle, plan and schedules", "plan"),
    DataClass.ANSWERS: ("Answers and scores", "answers"),
    DataClass.ALERTS: ("Alerts", "alerts"),
    DataClass.CRAVINGS: ("Cravings", "cravings"),
    DataClass.EXERCISES: ("Exercises", "exercises"),
    DataClass.SAFETY_PLAN: ("Safety plan", "safety plan"),
    DataClass.CONTACT: ("How to reach them", "how to reach them"),
    DataClass.LEGAL_NAME: ("Legal name", "legal name"),
    DataClass.PHONE: ("Phone number", "phone number"),
    DataClass.EMAIL: ("E-mail address", "e-mail address"),
    DataClass.ADDRESS: ("Address", "address"),
    DataClass.EMERGENCY_CONTACT: ("Whom to call in an emergency", "emergency contact"),
}


@dataclass(frozen=True)
class Shared:
    """`last_day` is the last on which it is shared, a date of the site; None without end or where it is not shared."""

    words: str
    short: str
    is_shared: bool
    last_day: date | None


@dataclass(frozen=True)
class Until:
    """What is shared up to one day, or without end."""

    words: str
    last_day: date | None


@dataclass(frozen=True)
class Sharing:
    """`watching_ends_on` is the last day on which anybody here learns of an alert, where that is near."""

    shared: Sequence[Until]
    withheld: str
    watching_ends_on: date | None


def shared_in(grants: Iterable[Grant], tzid: str) -> list[Shared]:
    """Return each class with its state; fields of how to reach somebody only where not all of them are shared."""
    by_class = {grant.data_class: grant for grant in grants}
    all_contact = by_class[DataClass.CONTACT].is_granted
    return [
        Shared(*words, by_class[each].is_granted, _day(by_class[each].until, tzid))
        for each, words in WORDS.items()
        if each not in (CONTACT_FIELDS if all_contact else {DataClass.CONTACT})
    ]


def sharing_of(grants: Sequence[Grant], tzid: str, *, now: datetime) -> Sharing:
    lines = shared_in(grants, tzid)
    ends = dict.fromkeys(line.last_day for line in lines if line.is_shared)
    watching = next(grant for grant in grants if grant.data_class == DataClass.ALERTS)
    is_near = watching.until is not None and watching.until - now <= DAYS_BEFORE[Stage.SOON]
    return Sharing(
        [Until(_together(line for line in lines if line.is_shared and line.last_day == end), end) for end in ends],
        _together(line for line in lines if not line.is_shared),
        _day(watching.until, tzid) if is_near else None,
    )


def _together(lines: Iterable[Shared]) -> str:
    return ", ".join(line.short for line in lines)


def _day(until: datetime | None, tzid: str) -> date | None:
    return last_day(until, tzid) if until else None
