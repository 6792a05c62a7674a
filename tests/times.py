from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from backend.api.clock import only_overdue_by


def utc(text: str) -> datetime:
    """Read `2026-11-24T05:30` as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def soon(seconds: int, tzid: str = "UTC") -> str:
    """Return a local time as routes take it, `seconds` to `seconds + 1` ahead. A zone without DST knows each once."""
    rounded_up = timezone.now().replace(microsecond=0) + timedelta(seconds=seconds + 1)
    return rounded_up.astimezone(ZoneInfo(tzid)).strftime("%Y-%m-%dT%H:%M:%S")


def next_year(day: str) -> str:
    """Return `05-01T09:00` in the year after this one. Appointments are made for five years ahead at most."""
    return f"{timezone.now().year + 1}-{day}"


@contextmanager
def standing_at(now: datetime) -> Iterator[time_machine.Traveller]:
    """Stop the clock of this process; scans and commands, which ask the database, begin at the same time."""
    set_back = datetime.now(UTC) - now
    with only_overdue_by(set_back), time_machine.travel(now, tick=False) as traveller:
        yield traveller
