"""Ringing staff about an alert. The push says nothing: what it is about is read after sign-in."""

from collections.abc import Iterable
from datetime import datetime

from backend.accounts.models import DataClass, Staff
from backend.care_team.duty.team import SiteTeam
from backend.care_team.models import Alert, AlertPage
from backend.instruments.levels import Level
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


def members_to_tell(team: SiteTeam, level: Level) -> tuple[Staff, ...]:
    """Return who is rung at once about an alert of this level: who follows the person; at L3 the first on call too."""
    if level == Level.L3:
        return tuple(dict.fromkeys((*team.assigned, *team.on_call[:1])))
    return team.assigned or (team.owner,)


def next_to_tell(team: SiteTeam) -> tuple[Staff, ...]:
    """Return who is rung when nobody acknowledged in time: supervisors, or the first again where there are none."""
    others = tuple(staff for staff in team.supervisors if staff not in team.assigned)
    return others or team.assigned or (team.owner,)


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
