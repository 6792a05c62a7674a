"""What somebody asks for, read from a query string or a body: the same fields, the same rules."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Literal, TypeVar

from backend.api.pages import DEFAULT_LIMIT, MAX_LIMIT, make_cursor, read_cursor
from backend.api.problems import Invalid, InvalidRequest
from meetings.models import VenueType
from meetings.search.geometry import Point
from meetings.search.text import words_of

T = TypeVar("T")

# Half the way around the globe; whoever asks for more gets everything.
MAX_RADIUS_KM = 50_000
MAX_WORDS_LENGTH = 200
MAX_NAMES = 20
DAY_MINUTES = 1440
MAX_ID = 2**63 - 1
CURSOR_SALT = "meetings"

_NUMBER = re.compile(r"[+-]?\d{1,5}(?:\.\d{0,20})?|[+-]?\.\d{1,20}")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_NAME = re.compile(r"[\w/+-]{1,20}")


@dataclass(frozen=True)
class After:
    """The last row of the page before. `as_of` is when its first page was asked: on now stays that now."""

    key: int
    id: int
    as_of: datetime


@dataclass(frozen=True)
class Criteria:
    """All given filters hold together; `happening_now` and `starting_within_minutes` are one: on now or soon."""

    near: Point | None = None
    radius_km: float | None = None
    words: tuple[str, ...] = ()  # folded; all of them, or what they may have meant
    weekdays: tuple[int, ...] = ()  # 0 is Sunday
    starts_after: time | None = None  # included
    starts_before: time | None = None  # not included; earlier than starts_after: across midnight
    happening_now: bool = False
    starting_within_minutes: int | None = None
    venue_types: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()  # ids or keys; all of them
    languages: tuple[str, ...] = ()  # any of them
    service_body: int | None = None  # with the bodies below it
    sort: Literal["distance", "time"] = "time"
    limit: int = DEFAULT_LIMIT
    after: After | None = None
    # What was given, as text: a cursor repeats it.
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def is_about_now(self) -> bool:
        return self.happening_now or self.starting_within_minutes is not None


def parse_criteria(given: Mapping[str, Any]) -> Criteria:
    """Read and check; raise InvalidRequest with a pointer for each field that is wrong.

    A cursor carries its filters: it may stand alone, but not beside other filters than its own.
    """
    reader = _Reader({name: _as_text(value) for name, value in given.items()})
    criteria = reader.read()
    if reader.errors:
        raise InvalidRequest(*reader.errors)
    return criteria


def next_cursor(criteria: Criteria, after: After) -> str:
    position = [after.key, after.id, after.as_of.isoformat()]
    return make_cursor([dict(criteria.asked), *position], CURSOR_SALT)


class _Reader:
    """Reads field by field and collects what is wrong, so that one answer tells all of it."""

    def __init__(self, given: dict[str, str | None]) -> None:
        self.errors = [Invalid(f"/{name}", "Give one plain value.") for name, value in given.items() if value is None]
        self._given = {name: value for name, value in given.items() if value}
        self.errors += [
            Invalid(f"/{name}", "This field is not known here.")
            for name in self._given.keys() - FIELDS.keys() - {"limit", "cursor"}
        ]

    def read(self) -> Criteria:
        limit = self._field("limit", _limit) or DEFAULT_LIMIT
        after = self._continued()
        read = {name: self._field(source, reading) for source, (name, reading) in FIELDS.items()}
        values: dict[str, Any] = {name: value for name, value in read.items() if value is not None}
        self._check_distance(values)
        values.setdefault("sort", "distance" if "near" in values else "time")
        asked = tuple((name, self._given[name]) for name in FIELDS if name in self._given)
        return Criteria(**values, limit=limit, after=after, asked=asked)

    def _field(self, name: str, read: Callable[[str], T]) -> T | None:
        text = self._given.get(name)
        try:
            return None if text is None else read(text)
        except ValueError as error:
            self.errors.append(Invalid(f"/{name}", str(error)))
            return None

    def _continued(self) -> After | None:
        """Take the filters over from the cursor, if there is one."""
        if "cursor" not in self._given:
            return None
        asked, key, identity, as_of = read_cursor(self._given["cursor"], CURSOR_SALT)
        for name in FIELDS.keys() & self._given.keys():
            if self._given[name] != asked.get(name):
                self.errors.append(Invalid("/cursor", f"This cursor belongs to another {name}."))
        self._given |= asked
        return After(key, identity, datetime.fromisoformat(as_of))

    def _check_distance(self, values: dict[str, Any]) -> None:
        if "near" in self._given:
            return
        if "radius_km" in values:
            self.errors.append(Invalid("/radius_km", "A radius needs a centre: give near as well."))
        if values.get("sort") == "distance":
            self.errors.append(Invalid("/sort", "Distance needs a centre: give near as well."))


def _as_text(value: Any) -> str | None:
    """Write a value of a JSON body as in a query string; None for what has no such form."""
    if isinstance(value, list):
        parts = [_as_text(part) for part in value]
        return None if None in parts else ",".join(part for part in parts if part)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    # Control characters and lone surrogates have no place in any of the fields.
    return text if text.isprintable() else None


def _point(text: str) -> Point:
    parts = [_number(part) for part in text.split(",")]
    if len(parts) != 2 or abs(parts[0]) > 90 or abs(parts[1]) > 180:
        raise ValueError("Use latitude,longitude in degrees, as in 40.7128,-74.0060.")
    return Point(parts[0], parts[1])


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text.strip()) or not text.isascii():
        raise ValueError("Use a plain decimal number.")
    return float(text)


def _radius(text: str) -> float:
    number = _number(text)
    if not 0 <= number <= MAX_RADIUS_KM or math.copysign(1, number) < 0:
        raise ValueError(f"Use kilometres from 0 to {MAX_RADIUS_KM}.")
    return number


def _words(text: str) -> tuple[str, ...]:
    words = words_of(text) if len(text) <= MAX_WORDS_LENGTH and "\0" not in text else ()
    if not words:
        raise ValueError(f"Use at least one letter or digit, and {MAX_WORDS_LENGTH} characters at most.")
    return words


def _whole(text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or not low <= int(text) <= high:
        raise ValueError(f"Use a whole number from {low} to {high}.")
    return int(text)


def _weekdays(text: str) -> tuple[int, ...]:
    return tuple(sorted({_whole(part.strip(), 0, 6) for part in text.split(",")}))


def _time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None or not text.isascii():
        raise ValueError("Use a time of day from 00:00 to 23:59.")
    return time(int(found[1]), int(found[2]))


def _now(text: str) -> bool:
    if text != "now":
        raise ValueError("The only value is now.")
    return True


def _venue_types(text: str) -> tuple[str, ...]:
    found = {part.strip() for part in text.split(",")}
    if not found <= set(VenueType.values):
        raise ValueError(f"Use {', '.join(VenueType.values)}.")
    return tuple(sorted(found))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if len(names) > MAX_NAMES or not all(_NAME.fullmatch(name) for name in names):
        raise ValueError(f"Use up to {MAX_NAMES} names of at most 20 letters or digits, separated by commas.")
    return names


def _languages(text: str) -> tuple[str, ...]:
    return tuple(name.lower() for name in _names(text))


def _sort(text: str) -> str:
    if text not in {"distance", "time"}:
        raise ValueError("Use distance or time.")
    return text


def _limit(text: str) -> int:
    return _whole(text, 1, MAX_LIMIT)


# Field of the request: field of Criteria, how it is read.
FIELDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "near": ("near", _point),
    "radius_km": ("radius_km", _radius),
    "q": ("words", _words),
    "weekday": ("weekdays", _weekdays),
    "starts_after": ("starts_after", _time),
    "starts_before": ("starts_before", _time),
    "happening": ("happening_now", _now),
    "starting_within_minutes": ("starting_within_minutes", lambda text: _whole(text, 0, DAY_MINUTES)),
    "venue_type": ("venue_types", _venue_types),
    "formats": ("formats", _names),
    "language": ("languages", _languages),
    "service_body": ("service_body", lambda text: _whole(text, 1, MAX_ID)),
    "sort": ("sort", _sort),
}
