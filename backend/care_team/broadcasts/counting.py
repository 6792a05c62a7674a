"""What became of a broadcast, in numbers. What people did with it in the app is theirs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.care_team.broadcasts.writing import TARGET
from backend.care_team.models import Broadcast, BroadcastRecipient
from notifications.models import Notification
from notifications.notices.explaining import Explanation
from notifications.notices.history import explanations_of

State = BroadcastRecipient.State
ACCEPTED, CONSENT_WITHDRAWN = "accepted", "consent_withdrawn"
# The codes of a history that say that a phone has it.
ARRIVED = frozenset({"acted", "snoozed", "rang_by_itself", "shown", ACCEPTED})


@dataclass(frozen=True)
class Counts:
    """People, not pushes. `others` counts the rest of those opened, by the code of their history."""

    recipients: int
    due: int
    opened: int
    accepted: int
    displayed: int
    refused: int
    cancelled: int
    others: Mapping[str, int]


def counts_of(broadcast: Broadcast, *, now: datetime) -> Counts:
    listed = list(broadcast.recipients.all())
    states = Counter(each.state for each in listed)
    notices = list(Notification.objects.filter(target_type=TARGET, target_id=broadcast.pk))
    explained = explanations_of(notices, now=now).values()
    others = Counter(each.code for each in explained if each.code not in ARRIVED)
    refused_late = others.pop(CONSENT_WITHDRAWN, 0)
    return Counts(
        recipients=len(listed),
        due=sum(each.deliver_at <= now for each in listed),
        opened=states[State.OPENED],
        accepted=sum(_was_handed_over(each) for each in explained),
        displayed=sum(each.seen_at is not None for each in notices),
        refused=states[State.REFUSED] + refused_late,
        cancelled=states[State.CANCELLED],
        others=dict(others),
    )


def _was_handed_over(explanation: Explanation) -> bool:
    return any(step.code == ACCEPTED for step in explanation.steps)
