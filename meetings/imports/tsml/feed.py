"""The table form of Meeting Guide: a header of English words over the same fields.

12-step-meeting-list imports and exports it. Column names as in the specification (code4recovery/spec): `Conference URL`
is `conference_url`, `ID` is the slug.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meetings.imports.facts import FeedFacts
from meetings.imports.meeting_guide.feed import MeetingGuideFeed
from meetings.imports.report import Report, Row
from meetings.imports.tables.table import Table

_SYNONYMS = {"id": "slug", "type": "types", "zip": "postal_code", "url_slug": "slug"}


@dataclass(frozen=True)
class TsmlFeed:
    table: Table

    def read(self, report: Report) -> FeedFacts:
        if self.table.note:
            report.repair(Row(0, "file"), self.table.note)
        rows = [_as_meeting_guide(row) for row in self.table.rows]
        return MeetingGuideFeed(rows, self.table.first_row).read(report)


def is_tsml(header: tuple[str, ...]) -> bool:
    return {"name", "day", "time"} <= {field_of(word) for word in header}


def field_of(word: str) -> str:
    name = "_".join(word.lower().split())
    return _SYNONYMS.get(name, name)


def _as_meeting_guide(row: Mapping[str, Any]) -> dict[str, Any]:
    """A column of its own name wins over a synonym."""
    direct = {name: value for word, value in row.items() if (name := "_".join(word.lower().split())) not in _SYNONYMS}
    return {field_of(word): value for word, value in row.items()} | direct
