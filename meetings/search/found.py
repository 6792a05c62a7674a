"""What a search finds: hits in order, and the stored documents of those on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.dates.occurrences import Timing
from meetings.search.rows import timing_of


@dataclass(frozen=True, slots=True)
class Hit:
    """A found meeting, its place in the order, and how far it is (billionths of a radian)."""

    id: int
    key: int
    angle: int | None


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document, the last number of the change sequence when it was read, and when the meeting is on.

    `when` is a text, the same for all that meet alike (rows.WHEN).
    """

    content: str
    read_at: int
    when: str

    @property
    def timing(self) -> Timing:
        return timing_of(self.when)


@dataclass(frozen=True)
class Found:
    """One page. `within_km` says how far a search for the nearest looked."""

    hits: Sequence[tuple[Hit, Document]]
    next: str | None
    within_km: float | None
