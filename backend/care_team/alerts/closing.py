"""The end of an alert."""

from datetime import datetime

from backend.care_team.models import Alert


def close(alert: Alert, outcome: Alert.Outcome, *, now: datetime) -> None:
    alert.state, alert.outcome, alert.closed_at = Alert.State.CLOSED, outcome, now
    alert.save(update_fields=["state", "outcome", "closed_at"])
