"""Known reasons for a row that only one of the servers shows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import inf

from meetings.imports import cleaning
from meetings.moving_over import answers
from meetings.moving_over.answers import Row
from meetings.moving_over.differences import Kind
from meetings.moving_over.matching import Matched, id_of
from meetings.moving_over.queries import Query
from meetings.moving_over.reasons.catalogue import Reason
from meetings.moving_over.sorting import Key, is_page_sorted_late, sort_key, tied_edges

# Shorter text is ignored by a root server, unless it is a number.
SHORTEST_TEXT = 3
RESERVED = {"VM": "VM", "HY": "HYBR", "TC": "TC"}
OF_MEETINGS = frozenset({answers.MEETINGS, answers.TSML})

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class LoneRow:
    scene: "Scene"
    kind: Kind  # ONLY_OLD or ONLY_NEW
    row: Row

    @property
    def query(self) -> Query:
        return self.scene.query

    @property
    def table(self) -> str:
        return self.scene.table

    @property
    def is_lost(self) -> bool:
        return self.kind == Kind.ONLY_OLD

    @property
    def has_id(self) -> bool:
        return bool(id_of(self.row, self.table))

    def text(self, name: str) -> str:
        value = self.row.get(name)
        return value if isinstance(value, str) else ""


class Scene:
    """One table as both servers show it. What holds for all its rows is found once: there can be thousands."""

    def __init__(self, query: Query, table: str, matched: Matched) -> None:
        self.query, self.table, self.matched = query, table, matched

    @property
    def lone_rows(self) -> Iterator[LoneRow]:
        yield from (LoneRow(self, Kind.ONLY_OLD, row) for row in self.matched.only_old)
        yield from (LoneRow(self, Kind.ONLY_NEW, row) for row in self.matched.only_new)

    @cached_property
    def never_filled(self) -> frozenset[str]:
        """Return the fields that are empty in every row of the old server."""
        rows = [*(old for old, _ in self.matched.pairs), *self.matched.only_old]
        return frozenset({name for row in rows for name in row} - {name for row in rows for name in row if row[name]})

    @cached_property
    def tied_edges(self) -> frozenset[Key]:
        return tied_edges(self.query, self.table, self.matched)

    @cached_property
    def widened_beyond(self) -> float:
        """Return the distance at which the old server's automatic radius ended, if the new one had to go on.

        Inside it the new server shows fewer than were asked for, and all that are gone are gone for a known reason.
        """
        widths = [width for name in ("geo_width", "geo_width_km") if (width := self.query.number(name)) is not None]
        if not self.matched.only_old or not widths or widths[0] >= 0:
            return inf
        old, only_new = [row for row, _ in self.matched.pairs], self.matched.only_new
        reach = max(_distance(row) for row in [*old, *self.matched.only_old])
        inside = len(old) + sum(_distance(row) <= reach for row in only_new)
        is_known = all(reason_of_row(LoneRow(self, Kind.ONLY_OLD, row)) for row in self.matched.only_old)
        return reach if is_known and inside < -widths[0] else inf

    @cached_property
    def formats_of_known(self) -> dict[Kind, set[str]]:
        """Return, for each server, the formats used only by meetings that it alone shows for a known reason."""
        shared = {Kind.ONLY_OLD: 0, Kind.ONLY_NEW: 1}
        others = {
            kind: {each for pair in self.matched.pairs for each in _formats(pair[side])}
            for kind, side in shared.items()
        }
        known: dict[Kind, set[str]] = {kind: set() for kind in shared}
        for lone in self.lone_rows:
            (known if reason_of_row(lone) else others)[lone.kind].update(_formats(lone.row))
        return {kind: known[kind] - others[kind] for kind in shared}


Rule = Callable[[LoneRow], Reason | None]


def reason_of_row(lone: LoneRow) -> Reason | None:
    return next((reason for rule in RULES if (reason := rule(lone)) is not None), None)


def searched_words(query: Query) -> list[str]:
    """Return what SearchString asks for, folded; nothing where a root server ignores it, or reads ids or an address."""
    text = "" if query.value("StringSearchIsAnAddress") == "1" else query.value("SearchString").casefold()
    is_ids = all(part.strip().isdigit() for part in text.split(","))
    return [] if len(text) < SHORTEST_TEXT or is_ids else _WORD.findall(text)


def _of_unpublished(lone: LoneRow) -> Reason | None:
    if not lone.is_lost:
        return None
    asked = lone.query.value("advanced_published")
    # Anything but 0 and 1 asks for unpublished meetings only: all the old server shows are.
    is_hidden = lone.text("published") == "0" or (asked not in ("", "0", "1") and lone.table in OF_MEETINGS)
    return Reason.UNPUBLISHED_HIDDEN if is_hidden or lone.text("unpublished") == "1" else None


def _of_history(lone: LoneRow) -> Reason | None:
    is_deleted = lone.table == answers.NAWS and lone.text("Delete") == "D"
    return Reason.OWN_HISTORY if is_deleted or lone.table == answers.CHANGES else None


def _of_virtual_meetings(lone: LoneRow) -> Reason | None:
    is_near = lone.query.has("lat_val") and lone.query.has("long_val")
    is_lost = lone.is_lost and is_near and lone.text("venue_type") == "2"
    return Reason.VIRTUAL_NO_PLACE if is_lost else None


def _of_ends_before(lone: LoneRow) -> Reason | None:
    """The row's own times prove the new server right."""
    limit = _limit(lone.query)
    start, duration = (cleaning.clock_minutes(lone.text(name)) for name in ("start_time", "duration_time"))
    if limit is None or start is None or duration is None:
        return None
    return Reason.ENDS_BEFORE if (start + duration <= limit) != lone.is_lost else None


def _limit(query: Query) -> int | None:
    if not query.value("EndsBeforeH") and not query.value("EndsBeforeM"):
        return None
    hours, minutes = query.number("EndsBeforeH") or 0, query.number("EndsBeforeM") or 0
    return round(min(max(hours, 0), 23)) * 60 + round(min(max(minutes, 0), 59))


def _of_venue_types(lone: LoneRow) -> Reason | None:
    """That the old server has no type for it is asked in meetings.moving_over.confirming."""
    asked = lone.query.values("venue_types")
    excluded, wanted = {each[1:] for each in asked if each.startswith("-")}, {each for each in asked if each.isdigit()}
    is_kept = lone.text("venue_type") in (wanted or {"1", "2", "3"}) - excluded
    return Reason.VENUE_TYPE_KNOWN if asked and is_kept and not lone.is_lost and lone.has_id else None


def _of_text_search(lone: LoneRow) -> Reason | None:
    """A lost meeting that holds a whole word searched for is a fault, as is one that shows no text."""
    words = searched_words(lone.query)
    if not words or lone.table not in OF_MEETINGS:
        return None
    if not lone.is_lost:
        # That the old server has it is asked in meetings.moving_over.confirming.
        return Reason.TEXT_SEARCH if lone.has_id else None
    is_telling = lone.text("meeting_name") and "comments" in lone.row
    held = {word for value in lone.row.values() for word in _WORD.findall(str(value).casefold())}
    return Reason.TEXT_SEARCH if is_telling and not held & set(words) else None


def _of_bare_hours(lone: LoneRow) -> Reason | None:
    is_time = lone.query.value("meeting_key") in ("start_time", "duration_time")
    asked = [int(value) for value in lone.query.values("meeting_key_value") if re.fullmatch(r"[0-9]{1,2}", value)]
    minutes = cleaning.clock_minutes(lone.text(lone.query.value("meeting_key"))) if is_time else None
    return Reason.BARE_HOUR if minutes is not None and not lone.is_lost and minutes // 60 in asked else None


def _of_pages(lone: LoneRow) -> Reason | None:
    if not lone.query.value("page_size") or lone.table not in OF_MEETINGS:
        return None
    if is_page_sorted_late(lone.query):
        return Reason.PAGE_SORTED
    key = sort_key(lone.row, lone.query, lone.table)
    return Reason.TIES_BY_ID if key in lone.scene.tied_edges else None


def _of_formats(lone: LoneRow) -> Reason | None:
    if lone.table != answers.FORMATS or lone.is_lost:
        return None
    if RESERVED.get(lone.text("key_string")) == lone.text("world_id"):
        return Reason.RESERVED_FORMATS
    language = lone.query.value("lang_enum")
    if language and "," not in language and lone.text("lang") != language:
        return Reason.FORMAT_FALLBACK
    return _of_comma_lists(lone)


def _of_comma_lists(lone: LoneRow) -> Reason | None:
    lists = [lone.query.value(name) for name in ("key_strings", "key_strings[]", "lang_enum", "lang_enum[]")]
    asked = {each.strip() for value in lists if "," in value for each in value.split(",")}
    return Reason.COMMA_LISTS if asked & {lone.text("key_string"), lone.text("lang")} else None


def _of_auto_radius(lone: LoneRow) -> Reason | None:
    if lone.is_lost or lone.table != answers.MEETINGS:
        return None
    return Reason.AUTO_RADIUS if lone.scene.widened_beyond < _distance(lone.row) < inf else None


def _distance(row: Row) -> float:
    """Return kilometres or miles, whichever the row shows, or infinity."""
    try:
        return float(row["distance_in_km"] if "distance_in_km" in row else row["distance_in_miles"])
    except (KeyError, TypeError, ValueError):
        return inf


def _formats(meeting: Row) -> list[str]:
    return str(meeting.get("format_shared_id_list", "")).split(",")


RULES: tuple[Rule, ...] = (
    _of_unpublished,
    _of_history,
    _of_ends_before,
    _of_virtual_meetings,
    _of_bare_hours,
    _of_text_search,
    _of_venue_types,
    _of_pages,
    _of_auto_radius,
    _of_formats,
)
