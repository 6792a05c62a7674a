"""Which alerts a staff member sees, and that they looked."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch

from backend.accounts.access import record_look
from backend.accounts.keys import store
from backend.accounts.models import Consent, DataClass, Staff
from backend.care_team.models import Alert, AlertEvidence, AlertQuerySet


def alerts_of(staff: Staff, *, now: datetime) -> AlertQuerySet:
    """Alerts this staff member may see now, with all that a list shows.

    `shares_answers` says whether the site may know the rules that fired: their names tell the answers.
    """
    shares_answers = Exists(
        Consent.objects.active(now).filter(
            person=OuterRef("person"), site=OuterRef("site"), data_class=DataClass.ANSWERS
        )
    )
    return (
        Alert.objects.visible_to(staff.account, now)
        .annotate(shares_answers=shares_answers)
        .select_related("person__account", "owner__account", "claimed_by__account", "acknowledged_by__account")
        .prefetch_related(Prefetch("evidence", AlertEvidence.objects.order_by("added_at", "id")))
    )


def look_at(staff: Staff, alerts: Iterable[Alert], *, purpose: str, now: datetime) -> None:
    """Note in the access log that these alerts were shown, and fetch the keys of the handles in them at once."""
    shown = list(alerts)
    record_look(staff.account, [alert.person for alert in shown], DataClass.ALERTS, purpose=purpose, now=now)
    store.preload(
        account_id
        for alert in shown
        for account_id in (alert.person_id, alert.owner_id, alert.claimed_by_id, alert.acknowledged_by_id)
        if account_id is not None
    )
