"""Days and times of day as people write them in feeds: `19:30`, `7:30 PM`, `Noon`, `Monday`, `1`."""

import re
from typing import Any

DAY_MINUTES = 24 * 60
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")

_WORDS = {"noon": 720, "12 noon": 720, "midday": 720, "midnight": 0, "12 midnight": 0}
_24_HOURS = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.0{1,6})?)?")
_12_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2})?\s*([ap])\.?\s*m\.?", re.IGNORECASE)
_PROSE = re.compile(r"([a-z]{3,9})\.?s?,?\s+(?:at\s+)?(\S.*)", re.IGNORECASE)


def minutes_of(text: str) -> int | None:
    """Return minutes after midnight, 1440 for 24:00; None for what is no time of day."""
    text = " ".join(text.split()).lower()
    if text in _WORDS:
        return _WORDS[text]
    if found := _12_HOURS.fullmatch(text):
        return _from_12_hours(int(found[1]), int(found[2] or 0), is_afternoon=found[3] == "p")
    if found := _24_HOURS.fullmatch(text):
        return _within_a_day(int(found[1]), int(found[2]))
    return None


def weekday_of(value: Any) -> int | None:
    """Return 0 for Sunday to 6; also of words, and of 7, which is Sunday where weeks begin on Monday."""
    text = str(value).strip().lower() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if text.removesuffix(".0") in {"0", "1", "2", "3", "4", "5", "6", "7"}:
        return int(text[0]) % 7
    text = text.rstrip(".")
    named = [number for number, name in enumerate(DAYS) if len(text) >= 3 and name.startswith(text)]
    return named[0] if named else None


def slot_of_prose(line: str) -> tuple[int, int] | None:
    """Read a line such as `Sunday 8:30 AM` as weekday and minutes."""
    found = _PROSE.fullmatch(" ".join(line[:80].split()))
    if found is None:
        return None
    weekday, minutes = weekday_of(found[1].removesuffix("s")), minutes_of(found[2])
    return None if weekday is None or minutes is None else (weekday, minutes)


def _from_12_hours(hour: int, minute: int, *, is_afternoon: bool) -> int | None:
    if is_afternoon and 12 < hour < 24:
        # "19:30 PM" can mean one thing only.
        return _within_a_day(hour, minute)
    if not 0 < hour <= 12:
        return None
    return _within_a_day(hour % 12 + (12 if is_afternoon else 0), minute)


def _within_a_day(hour: int, minute: int) -> int | None:
    minutes = hour * 60 + minute
    return minutes if minute < 60 and minutes <= DAY_MINUTES else None
