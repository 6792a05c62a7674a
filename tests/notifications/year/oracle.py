"""When a reminder should ring, found by counting days and trying offsets: nothing of ours is asked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Habit:
    """Something at a local time: daily for so many days, on days of the week, or on a day of the month."""

    at: time
    since: date
    every: Literal["day", "week", "month"]
    weekdays: tuple[int, ...] = ()
    day_of_month: int = 1
    days: int = 0

    @property
    def rings_a_year(self) -> int:
        match self.every:
            case "day":
                return self.days
            case "week":
                return 52 * len(self.weekdays)
            case "month":
                return 12

    @property
    def rrule(self) -> str:
        match self.every:
            case "day":
                return f"FREQ=DAILY;COUNT={self.days}"
            case "week":
                return "FREQ=WEEKLY;BYDAY=" + ",".join(WEEKDAYS[day] for day in self.weekdays)
            case "month":
                return f"FREQ=MONTHLY;BYMONTHDAY={self.day_of_month}"

    @property
    def dtstart(self) -> datetime:
        """The first local time itself: a start off the rule would ring as well."""
        day = next(day for day in _days(self.since, self.since + 60 * DAY) if self.falls_on(day))
        return datetime.combine(day, self.at)

    def falls_on(self, day: date) -> bool:
        match self.every:
            case "day":
                return self.since <= day < self.since + self.days * DAY
            case "week":
                return day.weekday() in self.weekdays
            case "month":
                return day.day == self.day_of_month

    def times(self, zone: ZoneInfo, *, after: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield local times and their instants, later than `after` and not later than `until`."""
        first = max(self.dtstart.date(), after.date() - 2 * DAY)
        for day in _days(first, until.date() + 2 * DAY):
            local = datetime.combine(day, self.at)
            if self.falls_on(day) and after < instant_of(local, zone) <= until:
                yield local, instant_of(local, zone)


@dataclass(frozen=True)
class Quiet:
    """Quiet hours over midnight, by the local clock."""

    start: time
    end: time
    action: Literal["defer", "drop", "silent"]

    def covers(self, at: datetime, zone: ZoneInfo) -> bool:
        clock = at.astimezone(zone).time()
        return clock >= self.start or clock < self.end

    def end_after(self, at: datetime, zone: ZoneInfo) -> datetime:
        """Walk on minute by minute until it is no longer quiet."""
        at = at.replace(second=0, microsecond=0)
        while self.covers(at, zone):
            at += MINUTE
        return at


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """RFC 5545, 3.3.5: a time that comes twice is the first; one that is skipped takes the offset from before."""
    as_utc = local.replace(tzinfo=UTC)
    offsets = [(as_utc + hours * timedelta(hours=1)).astimezone(zone).utcoffset() for hours in (-30, 30)]
    tried = [as_utc - offset for offset in offsets if offset is not None]
    fitting = [at for at in tried if at.astimezone(zone).replace(tzinfo=None) == local]
    return min(fitting) if fitting else tried[0]


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY
