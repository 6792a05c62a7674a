"""In which zone a schedule stays, or that it follows its recipient, and how a rule nobody can follow is told."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from backend.accounts.models import Person, Staff
from backend.api.problems import Invalid, InvalidRequest, Problem
from backend.recurrence import RecurrenceError


class UnknownZone(Problem):
    code, title, status = "unknown-zone", "This is not a time zone we know.", 400


class RuleNeverFires(Problem):
    code, title, status = "rule-never-fires", "No date to come fits this rule.", 400


@dataclass(frozen=True)
class Zone:
    """`floating` follows the recipient wherever they live; `fixed` stays in `tzid`."""

    policy: Literal["floating", "fixed"]
    tzid: str | None = None


FLOATING = Zone("floating")


def zone_of(recipient_id: UUID) -> str:
    """Return the zone that floating schedules of this account follow."""
    for profile in (Person, Staff):
        tzid = profile.objects.filter(pk=recipient_id).values_list("tzid", flat=True).first()
        if tzid is not None:
            return str(tzid)
    return "UTC"


def problem_of(error: RecurrenceError) -> Problem:
    """Return the problem that a rule nobody can follow is told as."""
    match error.code:
        case "unknown-zone":
            return UnknownZone(error.detail)
        case "rule-never-fires":
            return RuleNeverFires(error.detail)
        case "invalid-rule":
            return InvalidRequest(Invalid(error.pointer, error.detail))
