"""What is wrong with a data file or a questionnaire, and where."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`pointer` is a JSON pointer (RFC 6901) into the document. `detail` never repeats what stands there."""

    pointer: str
    detail: str


class CatalogueError(ValueError):
    """`place` is the document; `faults` are all that were found in it."""

    def __init__(self, place: str, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{place} {fault.pointer}: {fault.detail}" for fault in faults))
        self.place, self.faults = place, tuple(faults)
