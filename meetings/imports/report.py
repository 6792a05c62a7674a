"""What an import did, row by row."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from backend.api.problems import Problem
from meetings.imports.cleaning import printable

# Values are quoted to be recognised, not to be kept.
MAX_QUOTED = 80


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
    field: str = ""
    value: str = ""


@dataclass(frozen=True)
class Repaired:
    row: int
    identity: str
    what: str
    field: str = ""
    value: str = ""


@dataclass(frozen=True)
class FieldDiff:
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """What an import changes about one meeting; `name` as in the counts, or `follows` for a renamed format."""

    meeting: int
    identity: str
    name: str
    fields: tuple[FieldDiff, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """The feed says something new about a field that an organizer had corrected."""

    meeting: int
    field: str


@dataclass(frozen=True)
class EndedOverlay:
    """A correction that the feed has come to agree with; kept so that an import can be undone."""

    meeting: int
    field: str
    ours: Any
    upstream: Any
    actor: str


@dataclass(frozen=True)
class Duplicate:
    """Two listings that may be one meeting. A warning: nothing is merged and nothing is left out."""

    meeting: int
    other: int
    reason: str


@dataclass
class Overlays:
    """What became of corrections that organizers laid over the feed."""

    kept: int = 0
    ended: int = 0
    in_conflict: int = 0


@dataclass
class Report:
    """Counts are of meetings; rows are those of meetings, formats and service bodies."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    # Of meetings in the feed, readable or not.
    rows: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    repaired: list[Repaired] = field(default_factory=list)
    overlays: Overlays = field(default_factory=Overlays)
    conflicts: list[Conflict] = field(default_factory=list)
    ended_overlays: list[EndedOverlay] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def skip(self, row: Row, reason: str, *, field: str = "", value: str = "") -> None:
        told = (printable(text) for text in (row.identity, reason, field, _quoted(value)))
        self.skipped.append(Skipped(row.number, *told))

    def repair(self, row: Row, what: str, *, field: str = "", value: str = "") -> None:
        told = (printable(text) for text in (row.identity, what, field, _quoted(value)))
        self.repaired.append(Repaired(row.number, *told))

    def count(self, names: Iterable[str | None]) -> None:
        for name in filter(None, names):
            setattr(self, name, getattr(self, name) + 1)

    @property
    def counts(self) -> dict[str, int]:
        numbers = {name: getattr(self, name) for name in ("created", "changed", "unchanged", "withdrawn", "rows")}
        return numbers | {"skipped": len(self.skipped), "repaired": len(self.repaired)}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class RowRefusedError(Exception):
    """This row cannot become a listing; the message says why, `field` where."""

    def __init__(self, reason: str, *, field: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.field = field
        self.value = value


class SourceUnreadable(Problem):
    """Nothing was changed. `line` and `column` say where reading ended, when a file is at fault."""

    code, title, status = "source-unreadable", "The source cannot be read.", 422


class ImportHeld(Problem):
    """Nothing was changed: so many meetings gone at once are more often a broken feed than closed groups."""

    code, title, status = "import-held", "The feed would withdraw too many meetings.", 409

    def __init__(self, report: Report, *, lost: int, published: int) -> None:
        super().__init__(
            f"{lost} of {published} published meetings are gone or unpublished in the feed.",
            lost=lost,
            published=published,
        )
        self.report = report


def _quoted(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= MAX_QUOTED else f"{line[: MAX_QUOTED - 1]}…"
