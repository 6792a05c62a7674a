"""The spreadsheet of NA World Services: one row a meeting, formats by NAWS code, service bodies by world id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from meetings.imports.facts import FeedFacts, MeetingFacts, ServiceBodyFacts
from meetings.imports.meeting_guide.feed import formats_used
from meetings.imports.naws.rows import body_of_row, read_row
from meetings.imports.reading.values import Values
from meetings.imports.report import Report, Row, RowRefusedError
from meetings.imports.steps.identities import identity_of
from meetings.imports.tables.table import Table

REQUIRED = ("CommitteeName", "AreaRegion", "Day", "Time")
_COLUMNS = (
    "Committee CommitteeName AreaRegion ParentName Room Closed WheelChr Day Time Language1 Language2 Language3 Place "
    "Address City LocBorough State Zip Country Directions Format1 Format2 Format3 Format4 Format5 Delete Longitude "
    "Latitude PhoneMeetingNumber VirtualMeetingLink VirtualMeetingInfo TimeZone bmlt_id unpublished"
)
# Spreadsheets are typed by people.
_COLUMN_OF = {name.lower(): name for name in _COLUMNS.split()}


@dataclass(frozen=True)
class NawsFeed:
    table: Table

    def read(self, report: Report) -> FeedFacts:
        report.rows = len(self.table.rows)
        if self.table.note:
            report.repair(Row(0, "file"), self.table.note)
        found = _Found()
        for number, row in enumerate(self.table.rows, start=self.table.first_row):
            _read(number, {_named(word): cell for word, cell in row.items()}, found, report)
        meetings = list(found.meetings.values())
        return FeedFacts(list(found.bodies.values()), formats_used(meetings), meetings, frozenset(found.unread))


def is_naws(header: tuple[str, ...]) -> bool:
    return set(REQUIRED) <= set(map(_named, header))


def _named(word: str) -> str:
    return _COLUMN_OF.get(word.lower(), word)


@dataclass
class _Found:
    meetings: dict[tuple[str, Any, Any], MeetingFacts] = field(default_factory=dict)
    bodies: dict[str, ServiceBodyFacts] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)


def _read(number: int, fields: Mapping[str, Any], found: _Found, report: Report) -> None:
    values = Values(Row(number, _shown(fields)), fields, report)
    identity = _identity(values)
    try:
        _refuse_unusable(values)
        body = body_of_row(values)
        facts = read_row(values, identity=identity, body_id=body.upstream_id)
        _refuse_second(facts, found)
    except RowRefusedError as refused:
        report.skip(values.row, str(refused), field=refused.field, value=refused.value)
        # A row marked as deleted is one that has gone.
        if identity and values.raw("Delete").upper() != "D":
            found.unread.add(identity)
        return
    found.meetings[_slot(facts)] = facts
    found.bodies.setdefault(body.upstream_id, body)


def _refuse_unusable(values: Values) -> None:
    if values.raw("Delete").upper() == "D":
        raise RowRefusedError("Delete: D, the meeting is deleted", field="Delete")
    missing = [name for name in REQUIRED if not values.raw(name)]
    if missing:
        raise RowRefusedError(f"{', '.join(missing)}: empty, and needed", field=missing[0])


def _refuse_second(facts: MeetingFacts, found: _Found) -> None:
    known = found.meetings.get(_slot(facts))
    if known is not None:
        raise RowRefusedError(f"Committee, Day, Time: the same stand in row {known.row.number}", field="Committee")


def _slot(facts: MeetingFacts) -> tuple[str, Any, Any]:
    return (facts.family, facts.weekday, facts.start_time) if facts.family else (facts.upstream_id, None, None)


def _identity(values: Values) -> str:
    """The id of the root server that wrote the file, else the group's world id, else name and place."""
    bmlt_id = values.raw("bmlt_id").lstrip("0")
    if bmlt_id.isascii() and bmlt_id.isdigit() and len(bmlt_id) <= 18:
        return bmlt_id
    world_id = values.raw("Committee")
    return identity_of(world_id or f"{values.raw('CommitteeName')} @ {values.raw('Address') or values.raw('City')}")


def _shown(fields: Mapping[str, Any]) -> str:
    return str(fields.get("bmlt_id") or fields.get("Committee") or fields.get("CommitteeName") or "?")[:64]
