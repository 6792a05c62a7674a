"""Known reasons for a row that only one of the servers shows."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from meetings.imports import cleaning
from meetings.moving_over import answers
from meetings.moving_over.answers import Row
from meetings.moving_over.differences import Kind
from meetings.moving_over.matching import Matched
from meetings.moving_over.queries import Query
from meetings.moving_over.reasons.catalogue import Reason
from meetings.moving_over.sorting import is_cut_inside_a_tie, is_page_sorted_late

# Shorter text is ignored by a root server, unless it is a number.
SHORTEST_TEXT = 3
RESERVED = {"VM": "VM", "HY": "HYBR", "TC": "TC"}
OF_MEETINGS = frozenset({answers.MEETINGS, answers.TSML})

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class LoneRow:
    """`matched` holds what both servers show, and the other rows that only one does."""

    query: Query
    table: str
    kind: Kind  # ONLY_OLD or ONLY_NEW
    row: Row
    matched: Matched

    @property
    def is_lost(self) -> bool:
        return self.kind == Kind.ONLY_OLD

    def text(self, name: str) -> str:
        value = self.row.get(name)
        return value if isinstance(value, str) else ""


Rule = Callable[[LoneRow], Reason | None]


def reason_of_row(lone: LoneRow) -> Reason | None:
    return next((reason for rule in RULES if (reason := rule(lone)) is not None), None)


def searched_words(query: Query) -> list[str]:
    """Return what SearchString asks for, folded; nothing where a root server ignores it or reads ids."""
    text = query.value("SearchString").casefold()
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
    excluded = {each[1:] for each in lone.query.values("venue_types") if each.startswith("-")}
    is_kept = lone.text("venue_type") in {"1", "2", "3"} - excluded
    return Reason.VENUE_TYPE_KNOWN if excluded and is_kept and not lone.is_lost else None


def _of_text_search(lone: LoneRow) -> Reason | None:
    """A lost meeting that holds a whole word searched for is a fault, as is one that shows no text."""
    words = searched_words(lone.query)
    if not words or lone.table not in OF_MEETINGS:
        return None
    if not lone.is_lost:
        return Reason.TEXT_SEARCH
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
    is_tie = is_cut_inside_a_tie(lone.row, lone.query, lone.table, lone.matched)
    return Reason.TIES_BY_ID if is_tie else None


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
    """Inside the old radius the new server shows fewer than were asked for, because of meetings known to be gone."""
    widths = [width for name in ("geo_width", "geo_width_km") if (width := lone.query.number(name)) is not None]
    matched, distance = lone.matched, _distance(lone.row)
    if lone.is_lost or not matched.only_old or not widths or widths[0] >= 0 or distance is None:
        return None
    reach = max(_distance(row) or 0 for row in [*matched.only_old, *(old for old, _ in matched.pairs)])
    inside = len(matched.pairs) + sum((_distance(row) or 0) <= reach for row in matched.only_new)
    lost = [LoneRow(lone.query, lone.table, Kind.ONLY_OLD, row, matched) for row in matched.only_old]
    is_widened = distance > reach and inside < -widths[0] and all(reason_of_row(each) for each in lost)
    return Reason.AUTO_RADIUS if is_widened else None


def _distance(row: Row) -> float | None:
    try:
        return float(row["distance_in_km"] if "distance_in_km" in row else row["distance_in_miles"])
    except (KeyError, TypeError, ValueError):
        return None


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
