"""What a schedule is refused for."""

from datetime import date, datetime

from backend import recurrence as rules
from backend.api.problems import Invalid, InvalidRequest
from backend.recurrence import Recurrence, RecurrenceError, Relative
from backend.recurrence.occurrences import YEARS
from notifications.schedules.timing import Timing, is_before_end
from notifications.schedules.zones import RuleNeverFires, problem_of

MAX_OFFSETS = 20


def check_timing(timing: Timing, tzid: str, *, ends_on: date | None, after: datetime | None) -> None:
    """Refuse what nobody can follow, and with `after` what does not happen later than that.

    Raises UnknownZone, RuleNeverFires or InvalidRequest.
    """
    try:
        zone = rules.parse_zone(tzid)
        if isinstance(timing, Recurrence):
            rules.check(timing, after=after, zone=zone)
    except RecurrenceError as error:
        raise problem_of(error) from error
    if isinstance(timing, Relative):
        _check_relative(timing)
    if after is not None and timing_happens(timing) and not _happens(timing, tzid, ends_on, after):
        raise RuleNeverFires("It ends, or is over, before it would ring first.")


def timing_happens(timing: Timing) -> bool:
    """Whether there is anything to wait for: an event that has no time yet promises nothing."""
    return isinstance(timing, Recurrence) or timing.event_at is not None


def _check_relative(relative: Relative) -> None:
    if not 1 <= len(relative.offsets) <= MAX_OFFSETS:
        raise InvalidRequest(Invalid("/offsets", f"Give 1 to {MAX_OFFSETS} offsets."))
    if relative.event_at is not None and relative.event_at.year not in YEARS:
        raise InvalidRequest(Invalid("/event_at", "Dates must lie in the years 1970 to 2199."))
    if relative.local_time is not None and any(offset.seconds or offset.microseconds for offset in relative.offsets):
        raise InvalidRequest(Invalid("/offsets", "With a local time, offsets are whole days."))


def _happens(timing: Timing, tzid: str, ends_on: date | None, after: datetime) -> bool:
    zone = rules.parse_zone(tzid)
    if isinstance(timing, Recurrence):
        first = rules.advance(timing, zone, after=after)
        return first is not None and is_before_end(first, ends_on)
    return any(each.at > after and is_before_end(each, ends_on) for each in rules.around(timing, zone))
