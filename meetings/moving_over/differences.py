"""One difference between two answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Kind(StrEnum):
    STATUS = "status"
    ANSWER = "answer"
    ONLY_OLD = "only on the old server"
    ONLY_NEW = "only on the new server"
    ORDER = "order"
    FIELD = "field"


class _Absent:
    def __repr__(self) -> str:
        return "(absent)"


# A row that lacks the field, which is not the same as null.
ABSENT: Final = _Absent()


@dataclass(frozen=True)
class Difference:
    """`reason` is a code of meetings.moving_over.reasons.catalogue, or "" when nothing in the answers explains it."""

    kind: Kind
    table: str = ""
    subject: str = ""  # the row's id
    field: str = ""
    old: Any = ABSENT
    new: Any = ABSENT
    reason: str = ""
