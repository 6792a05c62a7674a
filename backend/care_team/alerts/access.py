"""What an open alert lets supervisors and on-call staff see. The guard reads it and stands below alerts."""

from datetime import datetime

from backend.accounts.models import AlertAccess
from backend.care_team.models import Alert


def grant(alert: Alert, *, now: datetime) -> None:
    """Open plan and answers, or more with a higher level; how far back stays as it was first."""
    level = {"level": alert.level}
    AlertAccess.objects.update_or_create(
        person_id=alert.person_id, site_id=alert.site_id, defaults=level, create_defaults=level | {"since": now}
    )


def end(alert: Alert) -> None:
    AlertAccess.objects.filter(person=alert.person_id, site=alert.site_id).delete()
