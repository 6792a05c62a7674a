"""Dated exceptions: what is different about one happening of a meeting, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from meetings.venues import OnlineFacts, PlaceFacts


class ExceptionKind(StrEnum):
    CANCELLED = "cancelled"
    MOVED = "moved"  # to another place
    RESCHEDULED = "rescheduled"  # to another time
    ONLINE = "online"  # that day only
    EXTRA = "extra"  # beside the rule


@dataclass(frozen=True)
class DatedException:
    """`recurrence_id` is the local day of the happening that is different (RFC 5545 names the instant); None if extra.

    `starts_at` is wall time in the meeting's zone. What is None is as always.
    """

    kind: ExceptionKind
    recurrence_id: date | None = None
    starts_at: datetime | None = None
    duration_minutes: int | None = None
    place: PlaceFacts | None = None
    online: OnlineFacts | None = None
    reason: str = ""

    @property
    def day(self) -> date:
        """The local day it takes the place of; of an extra one, the day it happens."""
        if self.recurrence_id is not None:
            return self.recurrence_id
        if self.starts_at is not None:
            return self.starts_at.date()
        raise ValueError("An exception is about some day.")

    @property
    def happening(self) -> date | datetime | None:
        """What it is about: at most one exception may be."""
        return self.recurrence_id or self.starts_at

    @property
    def last_day(self) -> date:
        """The last local day it has something to say about."""
        return max(self.day, self.starts_at.date()) if self.starts_at else self.day

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "recurrence_id": self.recurrence_id.isoformat() if self.recurrence_id else None,
            "starts_at": self.starts_at.isoformat() if self.starts_at else None,
            "duration_minutes": self.duration_minutes,
            "place": asdict(self.place) if self.place else None,
            "online": asdict(self.online) if self.online else None,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "DatedException":
        day, starts_at = stored.get("recurrence_id"), stored.get("starts_at")
        place, online = stored.get("place"), stored.get("online")
        return cls(
            kind=ExceptionKind(stored["kind"]),
            recurrence_id=date.fromisoformat(day[:10]) if day else None,
            starts_at=datetime.fromisoformat(starts_at) if starts_at else None,
            duration_minutes=stored.get("duration_minutes"),
            place=PlaceFacts(**place) if place else None,
            online=OnlineFacts(**online) if online else None,
            reason=stored.get("reason") or "",
        )


def in_order(exceptions: Iterable[DatedException]) -> tuple[DatedException, ...]:
    """Sort by the day they are about; the order they are stored and shown in."""
    return tuple(sorted(exceptions, key=lambda each: (each.day, each.kind, str(each.starts_at))))


def with_one(exceptions: Iterable[DatedException], one: DatedException) -> list[DatedException]:
    """Add one; it takes the place of what was said about the same happening."""
    return [*(each for each in exceptions if each.happening != one.happening), one]


def without_day(exceptions: Iterable[DatedException], day: date) -> list[DatedException]:
    """Leave out everything about this local day."""
    return [each for each in exceptions if each.day != day]
