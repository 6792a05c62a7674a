from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


def utc(text: str) -> datetime:
    """Read `2026-11-24T05:30` as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def soon(seconds: int, tzid: str = "UTC") -> str:
    """Return a local time as routes take it, `seconds` to `seconds + 1` ahead. A zone without DST knows each once."""
    rounded_up = timezone.now().replace(microsecond=0) + timedelta(seconds=seconds + 1)
    return rounded_up.astimezone(ZoneInfo(tzid)).strftime("%Y-%m-%dT%H:%M:%S")
