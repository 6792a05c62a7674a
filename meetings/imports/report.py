"""What an import did, row by row."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from backend.api.problems import Problem


@dataclass(frozen=True)
class Row:
    """Where in the feed: its number, from 1, and what it calls itself."""

    number: int
    identity: str


@dataclass(frozen=True)
class Skipped:
    row: int
    identity: str
    reason: str


@dataclass(frozen=True)
class Repaired:
    row: int
    identity: str
    what: str


@dataclass
class Report:
    """Counts are of meetings; rows are those of meetings, formats and service bodies."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    repaired: list[Repaired] = field(default_factory=list)

    def skip(self, row: Row, reason: str) -> None:
        self.skipped.append(Skipped(row.number, row.identity, reason))

    def repair(self, row: Row, what: str) -> None:
        self.repaired.append(Repaired(row.number, row.identity, what))

    def count(self, names: Iterable[str | None]) -> None:
        for name in filter(None, names):
            setattr(self, name, getattr(self, name) + 1)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class RowRefusedError(Exception):
    """This row cannot become a listing; the message says why."""


class SourceUnreadable(Problem):
    """Nothing was changed. `line` and `column` say where reading ended, when a file is at fault."""

    code, title, status = "source-unreadable", "The source cannot be read.", 422


class ImportHeld(Problem):
    """Nothing was changed: so many meetings gone at once are more often a broken feed than closed groups."""

    code, title, status = "import-held", "The feed would withdraw too many meetings.", 409
