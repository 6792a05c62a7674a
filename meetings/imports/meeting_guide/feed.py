"""A Meeting Guide feed: a bare list of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from meetings.imports.facts import FeedFacts, FormatFacts, MeetingFacts, ServiceBodyFacts
from meetings.imports.meeting_guide.flavours import as_meeting_guide
from meetings.imports.meeting_guide.rows import body_of_row, name_by_content, name_of_row, read_row
from meetings.imports.meeting_guide.slots import MAX_SLOTS
from meetings.imports.reading import codes
from meetings.imports.reading.values import Values
from meetings.imports.report import Report, Row, RowRefusedError
from meetings.imports.steps.identities import identity_of


@dataclass(frozen=True)
class MeetingGuideFeed:
    """Rows as they came; `first_row` is the number of the first, where a header stands above."""

    rows: Sequence[Any]
    first_row: int = 1

    def read(self, report: Report) -> FeedFacts:
        report.rows = len(self.rows)
        found = _Found()
        for number, fields in enumerate(self.rows, start=self.first_row):
            _read(number, fields, found, report)
        meetings = [facts for family in found.families.values() for facts in family]
        return FeedFacts(list(found.bodies.values()), formats_used(meetings), meetings, frozenset(found.unread))


def formats_used(meetings: Iterable[MeetingFacts]) -> list[FormatFacts]:
    """Return the formats that the listings name by code, each with the row that names it first."""
    first: dict[str, Row] = {}
    for facts in meetings:
        for format_id in facts.format_ids:
            first.setdefault(format_id, facts.row)
    return [each for format_id, row in first.items() for each in codes.formats_of([format_id], row)]


@dataclass
class _Found:
    families: dict[str, list[MeetingFacts]] = field(default_factory=dict)
    bodies: dict[str, ServiceBodyFacts] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)


def _read(number: int, fields: Any, found: _Found, report: Report) -> None:
    name = name_of_row(fields)
    row = Row(number, name[:64] or "?")
    family = identity_of(name)
    try:
        if not isinstance(fields, dict):
            raise RowRefusedError("not an object with fields")
        values = Values(row, as_meeting_guide(fields), report)
        family = family or identity_of(name_by_content(values))
        body = body_of_row(values)
        listings = read_row(values, family=family, body_id=body.upstream_id if body else "")
        _add(found, family, _new_ones(listings, found.families.get(family, []), values))
    except RowRefusedError as refused:
        report.skip(row, str(refused), field=refused.field, value=refused.value)
        found.unread |= {family} - {""}
        return
    if body is not None:
        found.bodies.setdefault(body.upstream_id, body)


def _new_ones(listings: list[MeetingFacts], known: list[MeetingFacts], values: Values) -> list[MeetingFacts]:
    """A slug that stands twice is two meetings where they meet at different times, else one twice."""
    slots = {(facts.weekday, facts.start_time): facts.row.number for facts in known}
    new = [facts for facts in listings if (facts.weekday, facts.start_time) not in slots]
    if not new:
        first = slots[listings[0].weekday, listings[0].start_time]
        raise RowRefusedError(f"slug: the same, with the same day and time, stands in row {first}", field="slug")
    if len(known) + len(new) > MAX_SLOTS:
        raise RowRefusedError(f"slug: more than {MAX_SLOTS} listings have this one", field="slug")
    if known:
        values.repaired(f"slug: stands in row {known[0].row.number} too; a listing of its own", field="slug")
    return new


def _add(found: _Found, family: str, listings: list[MeetingFacts]) -> None:
    found.families.setdefault(family, []).extend(listings)
