"""Who waits for a human, why, and in which order. Pure.

Quiet is who gave no sign of life for as many days as the site has decided. A sign is something of the person's own
doing: an answer, a rating of a craving, a contact in which they were reached. Beginning to be followed counts as one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

URGENCY = {"L3": 0, "L2": 1, "L1": 2}
OUT_OF_REACH, SILENT = 3, 4


class Reason(StrEnum):
    ALERT = "alert"
    UNREACHABLE = "unreachable"
    QUIET = "quiet"


@dataclass(frozen=True)
class OpenAlert:
    """An alert that waits for its outcome. `changed_at` is when it last asked, was seen, or got more evidence."""

    id: UUID
    level: str
    state: str
    opened_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    owner_id: UUID
    claimed_by_id: UUID | None
    changed_at: datetime


@dataclass(frozen=True)
class LastMiss:
    """`way` is seen, sent_not_seen or unreachable, `why` a code; `is_answered` by answers that arrived later."""

    check_in_id: UUID
    at: datetime
    way: str
    why: str
    is_answered: bool


@dataclass(frozen=True)
class LastContact:
    at: datetime
    how: str
    outcome: str
    staff_id: UUID
    logged_at: datetime


@dataclass(frozen=True)
class Quiet:
    """What this staff member may know of how quiet somebody is: None where no consent shows it.

    `heard_at` is the last sign of life; without consent to answers silence cannot be told from not being told.
    """

    last_answer_at: datetime | None = None
    reached_at: datetime | None = None
    heard_at: datetime | None = None
    last_contact: LastContact | None = None
    last_miss: LastMiss | None = None
    is_paused: bool = False

    def days(self, now: datetime) -> int | None:
        return None if self.heard_at is None else max((now - self.heard_at).days, 0)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether nothing came through the last time, and nothing was heard since."""
        miss = self.last_miss
        if miss is None or miss.way != "unreachable" or miss.is_answered:
            return False
        return all(at is None or at <= miss.at for at in (self.last_answer_at, self.reached_at))


@dataclass(frozen=True)
class Waiting:
    """One person who waits. `alert` is None where nobody may know of one, or none is open."""

    person_id: UUID
    alert: OpenAlert | None
    quiet: Quiet
    reasons: tuple[Reason, ...]

    @property
    def staff_ids(self) -> tuple[UUID | None, UUID | None]:
        """Whose the alert is, and who looks after it."""
        return (self.alert.owner_id, self.alert.claimed_by_id) if self.alert else (None, None)

    @property
    def key(self) -> list[str]:
        """The most urgent first, then by when it is due; those without alert by how long nothing was heard."""
        if self.alert is not None:
            return [str(URGENCY[self.alert.level]), self.alert.due_at.isoformat(), str(self.person_id)]
        rank = OUT_OF_REACH if Reason.UNREACHABLE in self.reasons else SILENT
        since = self.quiet.heard_at or (self.quiet.last_miss.at if self.quiet.last_miss else None)
        return [str(rank), since.isoformat() if since else "", str(self.person_id)]


def waiting_of(
    person_id: UUID, alert: OpenAlert | None, quiet: Quiet, *, quiet_after_days: int, now: datetime
) -> Waiting | None:
    """Return the row of somebody who waits; None for who does not. A pause waits for nobody, but for an alert."""
    days = quiet.days(now)
    found = {
        Reason.ALERT: alert is not None,
        Reason.UNREACHABLE: quiet.is_out_of_reach and not quiet.is_paused,
        Reason.QUIET: days is not None and days >= quiet_after_days and not quiet.is_paused,
    }
    reasons = tuple(reason for reason, holds in found.items() if holds)
    return Waiting(person_id, alert, quiet, reasons) if reasons else None
