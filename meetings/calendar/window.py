"""From when to when: instants, or days by the clock of a meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from backend.api.problems import Invalid, InvalidRequest
from backend.recurrence import parse_zone, to_instant

USUAL = timedelta(days=92)
LONGEST = timedelta(days=732)
# Outside them a day is a typing error, and rules are not searched.
YEARS = range(1970, 2200)
FIELDS = ("from", "until", "limit")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """`since` belongs to it, `until` no more."""

    since: datetime
    until: datetime


def read_window(given: Mapping[str, str], tzid: str, *, now: datetime) -> Window:
    """Raises InvalidRequest with a pointer. A day begins and ends by the clock of `tzid`, and is included."""
    unknown = [Invalid(f"/{name}", "This field is not known here.") for name in sorted(given.keys() - set(FIELDS))]
    if unknown:
        raise InvalidRequest(*unknown)
    since = _read("from", given.get("from", ""), tzid, later=timedelta(0)) or now
    until = _read("until", given.get("until", ""), tzid, later=DAY) or since + USUAL
    if not since <= until <= since + LONGEST:
        raise InvalidRequest(Invalid("/until", f"Use up to {LONGEST.days} days, from earlier to later."))
    return Window(since, until)


def _read(name: str, text: str, tzid: str, *, later: timedelta) -> datetime | None:
    """`later`: what is added to a day."""
    if not text:
        return None
    try:
        if len(text) == len("2026-12-24"):
            return to_instant(datetime.combine(_checked(date.fromisoformat(text)) + later, time()), parse_zone(tzid))
        # A plus sign that was not escaped arrives as a space.
        at = datetime.fromisoformat(text.replace(" ", "+"))
        _checked(at.date())
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        example = "2026-12-24 or 2026-12-24T18:00:00Z"
        raise InvalidRequest(Invalid(f"/{name}", f"Use a day or an instant with its offset, as in {example}."))
    return at.astimezone(UTC)


def _checked(day: date) -> date:
    if day.year not in YEARS:
        raise ValueError
    return day
