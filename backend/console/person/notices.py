"""What rang for a person, and why it did not where it did not; and whether their phones can ring now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.accounts.models import Staff
from backend.care_team.phones import Phone
from notifications.kinds import Kind
from notifications.models import Device, Platform
from notifications.notices.explaining import Explanation, Step
from notifications.notices.history import explanations_of, notices_for

SHOWN = 10
KIND_WORDS = {
    Kind.CHECK_IN: "Check-in",
    Kind.MESSAGE: "Broadcast",
    Kind.CARE: "About their care",
    Kind.REMINDER: "Reminder",
    Kind.PRACTICE: "Reminder",
}
PLATFORM_WORDS = {Platform.ANDROID: "Android phone", Platform.IOS: "iPhone", Platform.WEB: "Browser"}
PERMISSION_WORDS = {
    Device.Permission.ALLOWED: "can ring",
    Device.Permission.SILENT: "makes no sound",
    Device.Permission.BLOCKED: "switched off",
}


@dataclass(frozen=True)
class PastNotice:
    """One line of the list. `until` is when it rings, where it still waits."""

    title: str
    at: datetime
    sentence: str
    until: datetime | None
    steps: Sequence[Step]


@dataclass(frozen=True)
class PhoneLine:
    name: str
    state: str
    can_ring: bool
    seen_at: datetime


def recent_notices(staff: Staff, person_id: UUID, *, now: datetime) -> list[PastNotice]:
    """Return the newest first, of this site's plan alone. The look goes on record. Raises NotFound."""
    rows = list(notices_for(staff, person_id, now=now).order_by("-deliver_at", "id")[:SHOWN])
    explanations = explanations_of(rows, now=now)
    return [_line(row.kind, row.deliver_at, explanations[row.pk]) for row in rows]


def phone_lines(phones: Sequence[Phone]) -> list[PhoneLine]:
    return [
        PhoneLine(PLATFORM_WORDS[Platform(each.platform)], _state(each), each.can_ring, each.refreshed_at)
        for each in phones
    ]


def _line(kind: str, at: datetime, explanation: Explanation) -> PastNotice:
    title = KIND_WORDS.get(Kind(kind), "Notice")
    return PastNotice(title, at, explanation.text, explanation.until, explanation.steps)


def _state(phone: Phone) -> str:
    if not phone.is_reachable:
        return "cannot be reached"
    return PERMISSION_WORDS[Device.Permission(phone.permission)]
