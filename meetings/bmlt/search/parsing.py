"""The 37 parameters of GetSearchResults, read into criteria. Pure: no input raises."""

import re

from meetings.bmlt.fields import DATA_FIELDS, FIXED_FIELDS
from meetings.bmlt.parameters import Parameters, is_number, number, whole
from meetings.bmlt.search.criteria import (
    KM_PER_DEGREE,
    MILES_PER_DEGREE,
    AddressSearch,
    Around,
    Criteria,
    FieldFilter,
    NoSense,
    Page,
    Shape,
    TimeFilter,
)
from meetings.search.geometry import Point
from meetings.search.text import folded

DEFAULT_LANGUAGE = "en"
DEFAULT_SORT = ("weekday_tinyint", "start_time", "duration_time")
SORT_ALIASES = {
    "weekday": (
        "weekday_tinyint",
        "location_municipality",
        "location_city_subsection",
        "start_time",
        "location_neighborhood",
    ),
    "time": (
        "weekday_tinyint",
        "start_time",
        "location_municipality",
        "location_city_subsection",
        "location_neighborhood",
    ),
    "town": (
        "location_municipality",
        "location_city_subsection",
        "location_neighborhood",
        "weekday_tinyint",
        "start_time",
    ),
    "state": (
        "location_province",
        "location_municipality",
        "location_city_subsection",
        "weekday_tinyint",
        "start_time",
    ),
    "weekday_state": (
        "weekday_tinyint",
        "location_province",
        "location_municipality",
        "start_time",
        "location_city_subsection",
    ),
}
DISTANCES = ("distance_in_miles", "distance_in_km")
# Shared ids have had no meaning for long: naming fields drops it.
NAMEABLE = frozenset({*FIXED_FIELDS, *DATA_FIELDS}) - {"shared_group_id_bigint"}
SHORTEST_SEARCH = 3
SHORTEST_WORD = 3
MAX_WORDS = 20

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{1,2})(?::\d{1,2})?)?", re.ASCII)


def parse_search(given: Parameters) -> Criteria | NoSense | AddressSearch:
    """Read what is asked for; what makes no sense is an answer too."""
    around = _around(given)
    wanted = _field(given)
    if isinstance(around, NoSense) or isinstance(wanted, NoSense):
        return NoSense()
    words = _search_string(given)
    if words and given.text("StringSearchIsAnAddress") == "1":
        return AddressSearch()
    return Criteria(
        meeting_ids=given.signed("meeting_ids"),
        weekdays=given.signed("weekdays"),
        venue_types=given.signed("venue_types"),
        services=given.signed("services"),
        recursive=given.text("recursive") == "1",
        formats=given.signed("formats"),
        any_format=given.text("formats_comparison_operator").upper() not in {"", "AND"},
        field=wanted,
        times=_times(given),
        words=_words(words),
        ids=_listed_ids(words),
        around=around,
        published=_published(given.text("advanced_published")),
        sort_keys=_sort_keys(given),
        page=_page(given),
    )


def parse_shape(given: Parameters, *, custom_fields: frozenset[str]) -> Shape:
    """Read how the answer is to be written. Unknown names of fields are ignored."""
    known = NAMEABLE | custom_fields
    asked = {name for name in given.items("data_field_key") if name in known}
    ordered = (*FIXED_FIELDS, *DATA_FIELDS, *sorted(custom_fields))
    return Shape(
        fields=tuple(name for name in ordered if name in asked),
        language=next(iter(given.items("lang_enum")), DEFAULT_LANGUAGE).lower(),
        formats_only=given.has("get_formats_only"),
        with_formats=given.has("get_used_formats"),
    )


def _around(given: Parameters) -> Around | NoSense | None:
    if not (given.text("lat_val") or given.text("long_val")):
        return None
    lat, lon = given.number("lat_val"), given.number("long_val")
    if lat is None or lon is None or not -90 <= lat <= 90:
        return NoSense()
    miles, km = given.number("geo_width"), given.number("geo_width_km")
    if miles is None and km is None and not set(DISTANCES) & set(given.items("data_field_key")):
        return NoSense()
    return Around(
        centre=Point(lat, _wrapped(lon)),
        width=miles if miles is not None else km,
        per_degree=KM_PER_DEGREE if miles is None and km is not None else MILES_PER_DEGREE,
        sorts=given.text("sort_results_by_distance") == "1",
    )


def _wrapped(lon: float) -> float:
    """Maps that were turned round more than once ask beyond 180."""
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def _field(given: Parameters) -> FieldFilter | NoSense | None:
    name = given.text("meeting_key")
    if not name:
        return None
    # A comma may be part of a value here.
    values = [_comparable(name, value) for value in given.items("meeting_key_value", split=False)]
    found = tuple(value for value in values if value)
    return FieldFilter(name, found) if found else NoSense()


def _comparable(name: str, value: str) -> str:
    if name in {"start_time", "duration_time"}:
        return _clock_text(value)
    if name in {"id_bigint", "service_body_bigint", "venue_type", "weekday_tinyint"}:
        return str(whole(value))
    return value


def _clock_text(value: str) -> str:
    """Return `HH:MM:00`, or what equals no time. A bare hour is one: a library turns "19:30:00" into 19."""
    found = _CLOCK.fullmatch(value)
    if found is None:
        return "-"
    return f"{int(found[1]):02}:{int(found[2] or 0):02}:00"


def _times(given: Parameters) -> TimeFilter:
    return TimeFilter(
        starts_after=_minutes(given, "StartsAfter"),
        starts_before=_minutes(given, "StartsBefore"),
        ends_before=_minutes(given, "EndsBefore"),
        min_duration=_minutes(given, "MinDuration"),
        max_duration=_minutes(given, "MaxDuration"),
    )


def _minutes(given: Parameters, name: str) -> int | None:
    """Read hour and minute; one may be missing and is 0. Both are clamped to the clock."""
    hour, minute = given.number(f"{name}H"), given.number(f"{name}M")
    if hour is None and minute is None:
        return None
    return 60 * _clamped(hour, 23) + _clamped(minute, 59)


def _clamped(value: float | None, most: int) -> int:
    return int(min(most, max(0, value or 0)))


def _search_string(given: Parameters) -> str:
    text = given.text("SearchString")
    return text if len(text) >= SHORTEST_SEARCH or is_number(text) else ""


def _listed_ids(text: str) -> tuple[int, ...] | None:
    """Return ids where the text is a comma list of only numbers."""
    parts = text.split(",")
    if not text or not all(is_number(part) for part in parts):
        return None
    return tuple(sorted({whole(part) for part in parts}))


def _words(text: str) -> tuple[str, ...]:
    """Return the words to look for, the shortest ones only where there are no others."""
    if _listed_ids(text) is not None:
        return ()
    words = tuple(dict.fromkeys(folded(text).split()))[:MAX_WORDS]
    # Of signs alone: a word that no listing has, because something was asked for.
    return tuple(word for word in words if len(word) >= SHORTEST_WORD) or words or (("-",) if text else ())


def _published(text: str) -> bool | None:
    if text in {"", "1"}:
        return True
    return None if text == "0" else False


def _sort_keys(given: Parameters) -> tuple[str, ...]:
    keys = given.items("sort_keys")
    return keys[:20] or SORT_ALIASES.get(given.text("sort_key"), DEFAULT_SORT)


def _page(given: Parameters) -> Page | None:
    size = given.number("page_size")
    if size is None or size < 0:
        return None
    page = number(given.text("page_num"))
    return Page(_bounded(size), max(1, _bounded(page) if page is not None else 1))


def _bounded(value: float) -> int:
    return int(min(2**31, max(0, value)))
