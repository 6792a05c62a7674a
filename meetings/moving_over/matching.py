"""Which row of one answer is which of the other: by id, else by what a person would take for the same."""

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from meetings.imports import cleaning
from meetings.moving_over.answers import (
    CHANGES,
    COVERAGE,
    FIELD_KEYS,
    FIELD_VALUES,
    FORMATS,
    MEETINGS,
    NAWS,
    SERVER_INFO,
    SERVICE_BODIES,
    TSML,
    Row,
)

IDS: dict[str, tuple[str, ...]] = {
    MEETINGS: ("id_bigint",),
    FORMATS: ("id", "lang"),
    SERVICE_BODIES: ("id",),
    # Each server counts its changes by itself; the instant keeps two that share a number apart.
    CHANGES: ("change_id", "date_int"),
    FIELD_KEYS: ("key",),
    FIELD_VALUES: ("id",),
    TSML: ("slug",),
    NAWS: ("bmlt_id",),
}
# The first fields must be there, and one at least of the others.
_LIKENESS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    MEETINGS: (
        ("meeting_name", "weekday_tinyint", "start_time"),
        ("location_street", "location_text", "location_municipality", "virtual_meeting_link", "phone_meeting_number"),
    ),
    FORMATS: (("key_string", "lang", "name_string"), ("key_string",)),
    SERVICE_BODIES: (("name", "type"), ("name",)),
    TSML: (("name", "day", "time"), ("address", "location", "city", "conference_url", "conference_phone")),
    NAWS: (("CommitteeName", "Day", "Time"), ("Address", "Place", "City", "VirtualMeetingLink", "PhoneMeetingNumber")),
}
# One row only, whatever it says.
_SINGLE = frozenset({SERVER_INFO, COVERAGE})

Namer = Callable[[Row], Hashable]


@dataclass
class Matched:
    """Pairs are in the order of the old answer."""

    pairs: list[tuple[Row, Row]] = field(default_factory=list)
    only_old: list[Row] = field(default_factory=list)
    only_new: list[Row] = field(default_factory=list)


def match(old: list[Row], new: list[Row], table: str) -> Matched:
    """Pair the rows, each at most once.

    Equal ids alone come after equal looks: where an id was not free on the new server, it names another meeting there.
    """
    if table in _SINGLE:
        return Matched(list(zip(old, new, strict=False)), old[len(new) :], new[len(old) :])
    left = _Left(old, new)
    # Nearly all rows, without cleaning a text.
    left.pair(lambda row: _both(id_of(row, table), _looks_as_sent(row, table)))
    left.pair(lambda row: _both(id_of(row, table), likeness(row, table)))
    left.pair(lambda row: likeness(row, table), only_unique=True)
    left.pair(lambda row: id_of(row, table) or None)
    left.pair(lambda row: None if id_of(row, table) else _text(row))
    # Rows that carry no id: what is left stands against what is left, in order.
    left.pair(lambda row: None if id_of(row, table) else "without id")
    return left.matched()


def id_of(row: Row, table: str) -> str:
    """Return the row's id as text, or "" when it lacks a part of it."""
    parts = [str(row.get(name, "")) for name in IDS.get(table, ())]
    return " ".join(parts) if all(parts) else ""


def likeness(row: Row, table: str) -> Hashable:
    """Return what makes it the same thing to a person; None where too little of it is shown."""
    needed, one_of = _LIKENESS.get(table, ((), ()))
    seen = [_plain(row.get(name)) for name in needed]
    place = [_plain(row.get(name)) for name in one_of]
    return (*seen, *place) if needed and all(seen) and any(place) else None


def _looks_as_sent(row: Row, table: str) -> Hashable:
    needed, one_of = _LIKENESS.get(table, ((), ()))
    return tuple(str(row[name]) for name in (*needed, *one_of) if name in row) or None


class _Left:
    """The rows not yet paired, by their place in each answer."""

    def __init__(self, old: list[Row], new: list[Row]) -> None:
        self._old, self._new = dict(enumerate(old)), dict(enumerate(new))
        self._pairs: dict[int, tuple[Row, Row]] = {}

    def pair(self, name: Namer, *, only_unique: bool = False) -> None:
        """Pair rows of the same name, the first with the first; a name of None pairs with nothing."""
        old, new = _by_name(self._old, name), _by_name(self._new, name)
        for each, places in old.items():
            others = new.get(each, [])
            if only_unique and (len(places), len(others)) != (1, 1):
                continue
            for place, other in zip(places, others, strict=False):
                self._pairs[place] = (self._old.pop(place), self._new.pop(other))

    def matched(self) -> Matched:
        pairs = [pair for _, pair in sorted(self._pairs.items(), key=lambda item: item[0])]
        return Matched(pairs, list(self._old.values()), list(self._new.values()))


def _by_name(rows: dict[int, Row], name: Namer) -> dict[Hashable, list[int]]:
    places: dict[Hashable, list[int]] = {}
    for place, row in rows.items():
        if (named := name(row)) is not None:
            places.setdefault(named, []).append(place)
    return places


def _both(identity: str, looks: Hashable) -> Hashable:
    return (identity, looks) if identity and looks is not None else None


def _text(row: Row) -> str:
    return json.dumps(row, sort_keys=True)


def _plain(value: object) -> str:
    """Return the text without markup, case and spacing, and a time without its seconds."""
    text = " ".join(cleaning.plain_text("" if value is None else str(value)).casefold().split())
    minutes = cleaning.clock_minutes(text)
    return text if minutes is None else f"{minutes} min"
