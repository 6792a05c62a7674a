"""Ringing staff about an alert. The push says nothing: what it is about is read after sign-in."""

from collections.abc import Iterable
from datetime import datetime

from backend.accounts.models import DataClass, Staff
from backend.care_team.models import Alert, AlertPage
from notifications import ledger
from notifications.kinds import Kind, policy_of
from notifications.ledger import Guard, Opening

# The first to be rung, and the next person when nobody acknowledged in time.
FIRST, NEXT_PERSON = 0, 1


def page(alert: Alert, members: Iterable[Staff], *, stage: int, now: datetime) -> None:
    """Ring these staff members now, in the caller's transaction; consent is checked again when it is sent."""
    pages = AlertPage.objects.bulk_create(
        AlertPage(alert=alert, staff=staff, paged_at=now, stage=stage) for staff in members
    )
    ledger.open_deliveries([_opening(alert, page, now=now) for page in pages])


def stop(alert: Alert, *, now: datetime) -> None:
    """Withdraw what has not rung yet: somebody has seen the alert."""
    ledger.withdraw_about(("alert", alert.pk), reason="acknowledged", now=now)


def _opening(alert: Alert, page: AlertPage, *, now: datetime) -> Opening:
    return Opening(
        page.staff_id,
        Kind.ALERT,
        # The page's own id names the notification: when an alert asks for somebody again, it rings again.
        notification_id=page.pk,
        about=("alert", alert.pk),
        deliver_at=now,
        expires_at=now + policy_of(Kind.ALERT).lifetime,
        stage=page.stage,
        guard=Guard(alert.person_id, alert.site_id, DataClass.ALERTS),
    )
