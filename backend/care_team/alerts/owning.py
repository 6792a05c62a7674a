"""Whose an alert is: it goes to who covers when its owner is away, and back when they are there again."""

from datetime import datetime

from django.db import transaction

from backend.accounts.guard import SITE_ROLES
from backend.accounts.models import Staff
from backend.care_team.alerts.closing import close_if_unwatched
from backend.care_team.alerts.handing_over import take_off_phones, tell_owner
from backend.care_team.duty.team import SiteTeam, team_at
from backend.care_team.models import Alert
from notifications.workers import for_a_turn

BATCH = 200


def hand_over_alerts(*, now: datetime) -> int:
    """Give open alerts to who can look after them now, or back; close those that nobody may know. Return how many."""
    return for_a_turn(lambda: _hand_over_batch(now=now))


@transaction.atomic
def _hand_over_batch(*, now: datetime) -> int:
    # Two workers at once take different alerts: what one has locked, the other passes over.
    misplaced = (
        Alert.objects.misplaced(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("person", "owner__account", "stands_in_for", "claimed_by__account")
        .order_by("due_at", "pk")[:BATCH]
    )
    return sum(_settle(alert, now=now) for alert in misplaced)


def _settle(alert: Alert, *, now: datetime) -> bool:
    """Return whether anything had to change."""
    team = team_at(alert.person, alert.site_id, now=now)
    if close_if_unwatched(alert, team, now=now) or team is None:
        return True
    before, former = (alert.owner_id, alert.stands_in_for_id, alert.claimed_by_id), alert.owner_id
    _give_to_owner(alert, team)
    if alert.claimed_by is not None and not _can_answer(alert.claimed_by, team):
        alert.claimed_by = _stand_in(alert.claimed_by, team) or alert.owner
    if before == (alert.owner_id, alert.stands_in_for_id, alert.claimed_by_id):
        return False
    alert.save(update_fields=["owner", "stands_in_for", "claimed_by"])
    if alert.owner_id != former:
        take_off_phones(alert, [former], now=now)
        tell_owner(alert, now=now)
    return True


def _give_to_owner(alert: Alert, team: SiteTeam) -> None:
    """Choose in this order: who is back, who has it, who covers for them, who follows the person, who is on duty."""
    former = alert.stands_in_for or alert.owner
    if alert.stands_in_for is not None and alert.stands_in_for in team.everybody:
        alert.owner = alert.stands_in_for
    elif not _can_answer(alert.owner, team):
        alert.owner = _stand_in(alert.owner, team) or team.owner
    is_awaited = former != alert.owner and former.pk in team.roster.away
    alert.stands_in_for = former if is_awaited else None


def _can_answer(staff: Staff, team: SiteTeam) -> bool:
    """Whether somebody is there and may see the alert: one of the team, or anybody who answers for the whole site."""
    if staff in team.everybody:
        return True
    is_here = staff.site_id == team.site.pk and staff.role in SITE_ROLES
    return is_here and team.roster.stand_in_of(staff) == staff


def _stand_in(staff: Staff, team: SiteTeam) -> Staff | None:
    """Return who covers for them, if that one may see the alert."""
    found = team.roster.stand_in_of(staff)
    return found if found is not None and found != staff and _can_answer(found, team) else None
