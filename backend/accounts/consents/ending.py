"""When a consent ends: at a midnight of the site, daylight saving and all. Pure."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from backend.recurrence import parse_zone, to_instant

DAY = timedelta(days=1)
MIDNIGHT = time(0)


def end_of_day(day: date, tzid: str) -> datetime:
    """Return the midnight at the end of this day in this zone.

    Where the clocks jump over midnight it is the jump; where midnight comes twice it is the first.
    """
    return to_instant(datetime.combine(day + DAY, MIDNIGHT), parse_zone(tzid))


def last_day(ends_at: datetime, tzid: str) -> date:
    """Return the last date in this zone on which something that ends then still held."""
    return (ends_at - timedelta(microseconds=1)).astimezone(parse_zone(tzid)).date()


def months_ahead(at: datetime, months: int, tzid: str) -> date:
    """Return the date so many months later in this zone: the last of its month where that has no such day."""
    today = at.astimezone(parse_zone(tzid)).date()
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
