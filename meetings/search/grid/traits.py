"""What the grid can filter by, packed into 16 bits: weekday, venue and start."""

from datetime import time

from meetings.models import VenueType
from meetings.search.criteria import Criteria
from meetings.search.grid.cells import Wanted

NO_WEEKDAY = 7
VENUES = {venue: number for number, venue in enumerate(VenueType.values)}
# The start takes the lowest eleven bits, the weekday three, the venue two.
MINUTE_BITS, WEEKDAY_BITS = 11, 3
MINUTE_MASK, WEEKDAY_MASK = (1 << MINUTE_BITS) - 1, (1 << WEEKDAY_BITS) - 1


def packed(weekday: int | None, venue_type: str, start: time) -> int:
    day = NO_WEEKDAY if weekday is None else weekday
    return _minute(start) | day << MINUTE_BITS | VENUES[venue_type] << (MINUTE_BITS + WEEKDAY_BITS)


def covers(criteria: Criteria) -> bool:
    """Whether the grid holds all that is asked for."""
    by_distance = criteria.near is not None and criteria.sort == "distance" and not criteria.is_about_now
    others = (criteria.words, criteria.formats, criteria.languages, criteria.service_body)
    return by_distance and not any(others)


def wanted(criteria: Criteria) -> Wanted | None:
    """Return what to ask of the traits of a meeting; None when every one will do."""
    if not (criteria.weekdays or criteria.venue_types or criteria.starts_after or criteria.starts_before):
        return None
    kinds = _kinds(criteria)
    first = _minute(criteria.starts_after) if criteria.starts_after else 0
    last = _minute(criteria.starts_before) if criteria.starts_before else MINUTE_MASK
    if last < first:  # across midnight
        return lambda traits: traits >> MINUTE_BITS in kinds and not last <= traits & MINUTE_MASK < first
    return lambda traits: traits >> MINUTE_BITS in kinds and first <= traits & MINUTE_MASK < last


def _kinds(criteria: Criteria) -> frozenset[int]:
    """Weekday and venue together, as they stand in the upper bits."""
    days = criteria.weekdays or range(NO_WEEKDAY + 1)
    venues = criteria.venue_types or tuple(VENUES)
    return frozenset(day | VENUES[venue] << WEEKDAY_BITS for day in days for venue in venues)


def _minute(start: time) -> int:
    return start.hour * 60 + start.minute
