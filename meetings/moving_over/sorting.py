"""In which order a query wants its meetings, and whether two orders differ only where it does not say."""

from collections import Counter
from collections.abc import Iterable

from meetings.imports import cleaning
from meetings.moving_over import answers
from meetings.moving_over.answers import Row
from meetings.moving_over.matching import Matched
from meetings.moving_over.queries import Query
from meetings.moving_over.reasons import field_names

ALIASES = {
    "weekday": "weekday_tinyint location_municipality location_city_subsection start_time location_neighborhood",
    "time": "weekday_tinyint start_time location_municipality location_city_subsection location_neighborhood",
    "town": "location_municipality location_city_subsection location_neighborhood weekday_tinyint start_time",
    "state": "location_province location_municipality location_city_subsection weekday_tinyint start_time",
    "weekday_state": "weekday_tinyint location_province location_municipality start_time location_city_subsection",
}
DEFAULT = ("weekday_tinyint", "start_time", "duration_time")
OTHER_TABLES = {answers.TSML: ("day", "time", "end_time"), answers.NAWS: ("Day", "Time")}
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

Key = tuple[str, ...]


def sort_fields(query: Query, table: str) -> tuple[str, ...]:
    """Return the fields a table is sorted by; empty where that cannot be told."""
    if table == answers.NAWS or (table == answers.TSML and not _names_a_sort(query)):
        return OTHER_TABLES[table]
    if table != answers.MEETINGS:
        return ()
    if query.value("sort_results_by_distance") == "1" and query.value("lat_val"):
        return ("distance_in_km",)
    if named := query.values("sort_keys"):
        return tuple(named)
    alias = ALIASES.get(query.value("sort_key"))
    return tuple(alias.split()) if alias else DEFAULT


def is_page_sorted_late(query: Query) -> bool:
    """Tell whether upstream cuts the page first: it sorts by data fields in memory, after LIMIT."""
    named = set(sort_fields(query, answers.MEETINGS)) - {"distance_in_km"}
    return bool(query.value("page_size")) and bool(named - field_names.MAIN)


def is_same_but_for_ties(old: list[Row], new: list[Row], query: Query, table: str) -> bool:
    """Take the same meetings as each server orders them."""
    keys = [sort_key(row, query, table) for row in old]
    return None not in keys and keys == [sort_key(row, query, table) for row in new]


def tied_edges(query: Query, table: str, matched: Matched) -> frozenset[Key]:
    """Return the sort keys at which the page is cut among equals: one row went for each that came."""
    lost, gained = _keys(matched.only_old, query, table), _keys(matched.only_new, query, table)
    kept = _keys((old for old, _ in matched.pairs), query, table)
    shown = [*lost, *gained, *kept]
    edges = {min(shown), max(shown)} if shown else set()
    return frozenset(edge for edge in edges if lost[edge] == gained[edge])


def sort_key(row: Row, query: Query, table: str) -> Key | None:
    """Return text that sorts as the servers sort; None where the row does not show it."""
    names = sort_fields(query, table)
    return tuple(_comparable(row[name]) for name in names) if names and row.keys() >= set(names) else None


def _keys(rows: Iterable[Row], query: Query, table: str) -> Counter[Key]:
    return Counter(key for row in rows if (key := sort_key(row, query, table)) is not None)


def _comparable(value: object) -> str:
    """Empty values come last; days and times in their own order."""
    text = "" if value is None else str(value).strip().casefold()
    if (minutes := cleaning.clock_minutes(text)) is not None:
        return f"{minutes:05}"
    if text.capitalize() in DAYS:
        return str(DAYS.index(text.capitalize()))
    return _number_text(text) if text else "\U0010ffff"


def _number_text(text: str) -> str:
    """Distances may differ in the last digits."""
    try:
        return f"{float(text):020.5f}"
    except ValueError:
        return text


def _names_a_sort(query: Query) -> bool:
    return bool(query.values("sort_keys") or query.value("sort_key") or query.value("sort_results_by_distance"))
