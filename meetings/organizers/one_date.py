"""What changes of a listing when one date of it is different, or as always again; the other dates stay."""

from datetime import date, datetime
from typing import Any

from backend.api.problems import NotFound
from meetings.dates.dated import DatedException, with_one, without_day
from meetings.organizers.facts import check_exception
from meetings.stored.documents import Listing

Changes = dict[str, Any]


def with_exception(listing: Listing, exception: DatedException, *, now: datetime) -> Changes:
    """Raises InvalidRequest for what nobody could follow."""
    timing = listing.meeting.timing
    check_exception(exception, timing, now=now)
    return _written(with_one(timing.exceptions, exception))


def without_exceptions_on(listing: Listing, day: str) -> Changes:
    """`day` is a local date in ISO 8601. Raises NotFound where nothing is different on it."""
    exceptions = listing.meeting.timing.exceptions
    stay = without_day(exceptions, _day(day))
    if len(stay) == len(exceptions):
        raise NotFound
    return _written(stay)


def _written(exceptions: list[DatedException]) -> Changes:
    return {"exceptions": [each.as_json() for each in exceptions]}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
