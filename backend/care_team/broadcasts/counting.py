"""What became of a broadcast, in numbers from the log. What people did with it in the app is theirs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.care_team.broadcasts.writing import TARGET
from backend.care_team.models import Broadcast, BroadcastRecipient
from notifications import ledger
from notifications.models import DeliveryLog, Notification, Outcome

State = BroadcastRecipient.State
# More than one may stand in the log of one notice, for its phones and attempts: the first of these is told.
TOLD = (
    Outcome.CONSENT_WITHDRAWN,
    Outcome.WITHDRAWN,
    Outcome.BLOCKED,
    Outcome.IN_APP_ONLY,
    Outcome.MUTED,
    Outcome.STOPPED,
    Outcome.QUIET_HOURS,
    Outcome.CAPPED,
    Outcome.AWAY,
    Outcome.BUNDLED,
    Outcome.EXPIRED,
    Outcome.UNKNOWN,
    Outcome.REJECTED,
    Outcome.ADDRESS_GONE,
    Outcome.ADDRESS_REMOVED,
    Outcome.NO_DEVICE,
)


@dataclass(frozen=True)
class Counts:
    """How many people it went to and how far it got; `not_rung` counts, by outcome, whom no push was handed over to."""

    recipients: int
    due: int
    opened: int
    accepted: int
    displayed: int
    refused: int
    cancelled: int
    not_rung: Mapping[str, int]


def counts_of(broadcast: Broadcast, *, now: datetime) -> Counts:
    listed = list(broadcast.recipients.all())
    states = Counter(each.state for each in listed)
    opened = [_notice(each) for each in listed if each.state == State.OPENED]
    outcomes = _outcomes_of(opened)
    not_rung = Counter(_told(found) for found in outcomes.values() if Outcome.ACCEPTED not in found)
    refused_late = not_rung.pop(Outcome.CONSENT_WITHDRAWN.value, 0)
    return Counts(
        recipients=len(listed),
        due=sum(each.deliver_at <= now for each in listed),
        opened=len(opened),
        accepted=sum(Outcome.ACCEPTED in found for found in outcomes.values()),
        displayed=Notification.objects.filter(pk__in=opened, seen_at__isnull=False).count(),
        refused=states[State.REFUSED] + refused_late,
        cancelled=states[State.CANCELLED],
        not_rung={outcome: count for outcome, count in not_rung.items() if outcome},
    )


def _notice(recipient: BroadcastRecipient) -> UUID:
    return ledger.notification_id((TARGET, recipient.broadcast_id), recipient.person_id)


def _outcomes_of(notification_ids: list[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {each: set() for each in notification_ids}
    rows = DeliveryLog.objects.filter(notification_id__in=notification_ids)
    for notification_id, outcome in rows.values_list("notification_id", "outcome"):
        found[notification_id].add(outcome)
    return found


def _told(outcomes: set[str]) -> str:
    """Return the outcome that explains it best; empty while it is still on its way."""
    return next((outcome.value for outcome in TOLD if outcome in outcomes), "")
