"""The scan of this app: alerts that nobody acknowledged in time reach the next person."""

from datetime import datetime

from django.db import transaction

from backend.accounts.models import DataClass
from backend.care_team.alerts import paging
from backend.care_team.alerts.closing import close
from backend.care_team.duty.team import team_at
from backend.care_team.models import Alert

BATCH = 200


def sweep_alerts(*, now: datetime) -> int:
    """Ring the next person for every overdue alert, once; return how many alerts were taken."""
    taken = 0
    while batch := _sweep_batch(now=now):
        taken += batch
    return taken


@transaction.atomic
def _sweep_batch(*, now: datetime) -> int:
    # Two workers at once take different alerts: what one has locked, the other passes over.
    overdue = list(
        Alert.objects.overdue(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("person")
        .order_by("due_at")[:BATCH]
    )
    for alert in overdue:
        _pass_on(alert, now=now)
    return len(overdue)


def _pass_on(alert: Alert, *, now: datetime) -> None:
    team = team_at(alert.person, alert.site_id, now=now)
    if team is None or not team.sees(DataClass.ALERTS):
        # Nobody may know any more, so nobody can answer: an alert without an owner would wait for ever.
        close(alert, Alert.Outcome.CONSENT_WITHDRAWN, now=now)
        return
    alert.escalated_at = now
    alert.save(update_fields=["escalated_at"])
    paging.page(alert, paging.next_to_tell(team), stage=paging.NEXT_PERSON, now=now)
