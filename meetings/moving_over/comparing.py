"""Two answers to one query, laid side by side: what differs, and what is known of why."""

from collections.abc import Iterator

from meetings.moving_over import answers
from meetings.moving_over.answers import Answer, Row, Tables, UnreadableAnswerError, read_answer
from meetings.moving_over.differences import ABSENT, Difference, Kind
from meetings.moving_over.matching import Matched, id_of, match
from meetings.moving_over.queries import Query
from meetings.moving_over.reasons import field_names
from meetings.moving_over.reasons.catalogue import Reason
from meetings.moving_over.reasons.for_fields import FieldPair, reason_of_field
from meetings.moving_over.reasons.for_rows import Scene, reason_of_row
from meetings.moving_over.sorting import is_page_sorted_late, is_same_but_for_ties

FAILED = 500
# Lists of which the contract says no order; all others are read from top to bottom.
UNORDERED = frozenset({answers.FORMATS, answers.SERVICE_BODIES, answers.FIELD_VALUES, answers.FIELD_KEYS})


def compare(query: Query, old: Answer, new: Answer) -> list[Difference]:
    # A server that failed has shown nothing, not even when both do.
    if old.status != new.status or old.status >= FAILED:
        return [_status(query, old, new)]
    # The wording of a refusal is for people; programs read the status.
    if not old.is_ok or old.body == new.body:
        return []
    old_tables, new_tables = _read(query, old), _read(query, new)
    if isinstance(old_tables, str) or isinstance(new_tables, str) or old_tables.keys() != new_tables.keys():
        return [Difference(Kind.ANSWER, old=_shape(old_tables), new=_shape(new_tables))]
    scenes = {name: Scene(query, name, match(old_tables[name], new_tables[name], name)) for name in old_tables}
    return [each for name in scenes for each in _of_table(query, name, scenes, new_tables[name])]


def fuller(query: Query) -> Query | None:
    """Return the same query with what proves a reason: ids, times, places, texts. None when it leaves nothing out."""
    names = query.values("data_field_key")
    if query.switcher != "GetSearchResults" or query.data_format not in ("json", "jsonp") or not names:
        return None
    # Naming a distance makes a search around a point of one that has no width.
    has_width = query.has("geo_width") or query.has("geo_width_km")
    return query.with_fields(sorted(field_names.STOCK - (set() if has_width else field_names.DISTANCES)))


def explained_by(fuller_ones: list[Difference], differences: list[Difference], query: Query) -> list[Difference]:
    """Return the differences with the reasons that the fuller answers show, where these differ in the same way."""
    names = {*query.values("data_field_key"), ""}
    same = [each for each in fuller_ones if each.field in names]
    if {Kind.STATUS, Kind.ANSWER} & {each.kind for each in fuller_ones} or not same:
        return differences
    if "id_bigint" in names:
        return same if _places(same) == _places(differences) else differences
    # Without ids, rows were paired by their place: only how many are too many, and the names of fields, can be told.
    is_alike = _surplus(same) == _surplus(differences) and names >= {each.field for each in differences}
    return same if is_alike else differences


def _surplus(differences: list[Difference]) -> int:
    kinds = [each.kind for each in differences if each.table == answers.MEETINGS]
    return kinds.count(Kind.ONLY_NEW) - kinds.count(Kind.ONLY_OLD)


def _places(differences: list[Difference]) -> set[tuple[str, ...]]:
    return {(each.kind, each.table, each.subject, each.field) for each in differences}


def _status(query: Query, old: Answer, new: Answer) -> Difference:
    is_address = query.value("StringSearchIsAnAddress") == "1" and (old.status, new.status) == (200, 400)
    reason = Reason.NO_GEOCODER if is_address else ""
    return Difference(Kind.STATUS, old=old.status, new=new.status, reason=reason)


def _read(query: Query, answer: Answer) -> Tables | str:
    try:
        return read_answer(query, answer)
    except UnreadableAnswerError as error:
        return str(error)


def _shape(tables: Tables | str) -> str:
    return tables if isinstance(tables, str) else "a list of " + " and ".join(tables)


def _of_table(query: Query, name: str, scenes: dict[str, Scene], new: list[Row]) -> Iterator[Difference]:
    yield from _lone_rows(scenes[name], scenes)
    yield from _order(query, name, scenes[name].matched, new)
    scene = scenes[name]
    known = _remapped(scene.matched), scene.never_filled
    for old_row, new_row in scene.matched.pairs:
        for field in dict.fromkeys([*old_row, *new_row]):
            values = old_row.get(field, ABSENT), new_row.get(field, ABSENT)
            if _is_other(*values):
                reason = reason_of_field(FieldPair(query, name, field, *values, old_row, new_row, *known))
                yield Difference(Kind.FIELD, name, id_of(old_row, name), field, *values, reason=reason or "")


def _is_other(old: object, new: object) -> bool:
    # True == 1 and "1" != 1 in Python; a client that reads types sees three values.
    return old != new or type(old) is not type(new)


def _remapped(matched: Matched) -> dict[str, str]:
    pairs = ((str(old.get("id", "")), str(new.get("id", ""))) for old, new in matched.pairs)
    return {old: new for old, new in pairs if old and new}


def _lone_rows(scene: Scene, scenes: dict[str, Scene]) -> Iterator[Difference]:
    for lone in scene.lone_rows:
        reason = reason_of_row(lone)
        if reason is None and scene.table == answers.FORMATS and answers.MEETINGS in scenes:
            follows = lone.text("id") in scenes[answers.MEETINGS].formats_of_known[lone.kind]
            reason = Reason.FOLLOWS_MEETINGS if follows else None
        yield Difference(lone.kind, scene.table, id_of(lone.row, scene.table), reason=reason or "")


def _order(query: Query, name: str, matched: Matched, new: list[Row]) -> Iterator[Difference]:
    places = {id(row): place for place, row in enumerate(new)}
    order = [places[id(row)] for _, row in matched.pairs]
    if order == sorted(order):
        return
    by_new = sorted(matched.pairs, key=lambda pair: places[id(pair[1])])
    reason = _reason_of_order(query, name, [old for old, _ in matched.pairs], [row for _, row in by_new])
    place, (first, instead) = next(
        (place, both) for place, both in enumerate(zip(matched.pairs, by_new, strict=True)) if both[0] is not both[1]
    )
    ids = id_of(first[0], name), id_of(instead[0], name)
    yield Difference(Kind.ORDER, name, f"place {place + 1}", old=ids[0], new=ids[1], reason=reason)


def _reason_of_order(query: Query, name: str, old: list[Row], new: list[Row]) -> str:
    if name in UNORDERED:
        return Reason.NO_FIXED_ORDER
    if is_same_but_for_ties(old, new, query, name):
        return Reason.TIES_BY_ID
    return Reason.PAGE_SORTED if name == answers.MEETINGS and is_page_sorted_late(query) else ""
