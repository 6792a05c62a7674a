"""What happened with an alert, kept as it happens for those who come later."""

from datetime import datetime

from backend.accounts.models import Staff
from backend.care_team.models import Alert, AlertStep

What = AlertStep.What


def note(alert: Alert, what: What, *, staff: Staff | None = None, now: datetime) -> None:
    """`staff` is who did it, or whose it is from then on."""
    AlertStep.objects.create(alert=alert, what=what, level=alert.level, staff=staff, at=now)
