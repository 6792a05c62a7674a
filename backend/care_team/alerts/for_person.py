"""What rings for the person whom an alert is about: that somebody has seen it, or that nobody has answered.

No consent stands behind these: they are about the person's own, and say on the lock screen what any reminder says.
"""

from datetime import datetime
from uuid import uuid4

from backend.care_team.alerts import story
from backend.care_team.alerts.story import What
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from notifications import ledger
from notifications.kinds import Kind, policy_of

# Leads to GET /v1/monitoring, which has the words and the numbers.
TARGET = "monitoring"


def tell_seen(alert: Alert, *, now: datetime) -> None:
    """Somebody has seen it. What said before that nobody had answered is taken off the phone."""
    if is_urgent(alert):
        ledger.withdraw_about((TARGET, alert.pk), reason="acknowledged", now=now)
        _ring(alert, now=now)


def tell_nobody_answered(alert: Alert, *, now: datetime) -> None:
    if is_urgent(alert):
        story.note(alert, What.PERSON_TOLD, now=now)
        _ring(alert, now=now)


def is_urgent(alert: Alert) -> bool:
    """Whether the person waits for somebody: an L1 is read some day, and nobody is rung for it."""
    return alert.level >= Level.L2


def _ring(alert: Alert, *, now: datetime) -> None:
    ledger.open_delivery(
        alert.person_id,
        Kind.HELP_ANSWER,
        # One for each time: who tells holds the row of the alert, and does so once.
        notification_id=uuid4(),
        about=(TARGET, alert.pk),
        deliver_at=now,
        expires_at=now + policy_of(Kind.HELP_ANSWER).lifetime,
    )
