"""Ringing staff about an alert. The push says nothing: what it is about is read after sign-in."""

from collections.abc import Sequence
from datetime import datetime

from backend.accounts.models import DataClass, Staff
from backend.care_team.chain import Ranks, reached_by
from backend.care_team.duty.team import SiteTeam
from backend.care_team.levels import LevelRules, Way, Whom, rules_of
from backend.care_team.models import Alert, AlertPage
from backend.care_team.phones import reachable_among
from notifications import ledger
from notifications.kinds import Kind, policy_of
from notifications.ledger import Guard, Opening

KINDS = {Way.PAGE: Kind.ALERT, Way.NOTICE: Kind.FOLLOW_UP}


def ring(alert: Alert, team: SiteTeam, *, now: datetime) -> None:
    """Reach whom the alert's stage names, in the caller's transaction; consent is checked again when it is sent."""
    rules = rules_of(alert.level)
    stage = rules.stage(alert.stage)
    if stage.by == Way.WORKLIST:
        return
    _page(alert, _members(alert, team, stage.whom, rules), stage.by, now=now)


def ring_only(alert: Alert, staff: Staff, *, now: datetime) -> None:
    """Reach somebody to whom an open alert was just given, as urgently as those before them were."""
    by = rules_of(alert.level).stage(alert.stage).by
    _page(alert, [staff], Way.NOTICE if by == Way.WORKLIST else by, now=now)


def stop(alert: Alert, *, reason: str, now: datetime) -> None:
    """Withdraw what has not rung yet, and take it off the phones that show it."""
    ledger.withdraw_about(("alert", alert.pk), reason=reason, now=now)


def _page(alert: Alert, members: Sequence[Staff], by: Way, *, now: datetime) -> None:
    pages = AlertPage.objects.bulk_create(
        AlertPage(alert=alert, staff=staff, paged_at=now, stage=alert.stage) for staff in members
    )
    ledger.open_deliveries([_opening(alert, page, KINDS[by], now=now) for page in pages])


def _members(alert: Alert, team: SiteTeam, wanted: Sequence[Whom], rules: LevelRules) -> list[Staff]:
    by_id = {staff.pk: staff for staff in team.everybody}
    told = AlertPage.objects.filter(alert=alert, paged_at__gte=alert.asked_at).values_list("staff_id", flat=True)
    ranks = Ranks(
        owner=team.owner.pk,
        assigned=[staff.pk for staff in team.assigned],
        on_call=[staff.pk for staff in team.on_call],
        supervisors=[staff.pk for staff in team.supervisors],
        told=set(told),
        reachable=reachable_among(by_id) if rules.passes_by_unreachable else by_id,
    )
    return [by_id[staff_id] for staff_id in reached_by(wanted, ranks)]


def _opening(alert: Alert, page: AlertPage, kind: Kind, *, now: datetime) -> Opening:
    return Opening(
        page.staff_id,
        kind,
        # The page's own id names the notification: when an alert asks for somebody again, it rings again.
        notification_id=page.pk,
        about=("alert", alert.pk),
        deliver_at=now,
        expires_at=now + policy_of(kind).lifetime,
        guard=Guard(alert.person_id, alert.site_id, DataClass.ALERTS),
    )
