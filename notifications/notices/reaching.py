"""How far notices got: looked at, sent at least, or never arrived. For many at once, with two queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from notifications.ledger import stages
from notifications.models import DeliveryLog, Notification
from notifications.notices.explaining import BY_WEIGHT, OUTCOMES

State = Literal["seen", "sent_not_seen", "unreachable"]
STATES = get_args(State)
SEEN, NOT_RECORDED = "shown", "not_recorded"
# What says that nothing came through. The rest was handed over, or stayed in the app because its owner wants it so.
NOT_ARRIVED = frozenset(
    {
        "blocked",
        "refused",
        "channel_down",
        "expired",
        "address_gone",
        "no_device",
        "consent_withdrawn",
        "withdrawn",
        NOT_RECORDED,
    }
)


@dataclass(frozen=True)
class Reach:
    """`why` is a code of explaining.SENTENCES."""

    state: State
    why: str


def reaches_of(notification_ids: Collection[UUID], *, since: datetime) -> dict[UUID, Reach]:
    """Tell how far each of these got. None of them was due before `since`: older parts of the log are not read."""
    notices = Notification.objects.filter(pk__in=notification_ids, seen_at__isnull=False)
    seen = set(notices.values_list("pk", flat=True))
    codes = _codes(notification_ids, since)
    return {each: _reach(each in seen, codes.get(each, set())) for each in notification_ids}


def _codes(notification_ids: Collection[UUID], since: datetime) -> Mapping[UUID, set[str]]:
    rows = DeliveryLog.objects.filter(notification_id__in=notification_ids, due_at__gte=since)
    rows = rows.exclude(stage=stages.WITHDRAWAL)
    found: dict[UUID, set[str]] = {}
    for notification_id, outcome in rows.values_list("notification_id", "outcome"):
        found.setdefault(notification_id, set()).add(OUTCOMES.get(outcome, NOT_RECORDED))
    return found


def _reach(is_seen: bool, codes: set[str]) -> Reach:
    if is_seen:
        return Reach("seen", SEEN)
    why = next((code for code in BY_WEIGHT if code in codes), NOT_RECORDED)
    return Reach("unreachable" if why in NOT_ARRIVED else "sent_not_seen", why)
