"""New evidence: it opens an alert, joins the open one, raises it, or asks for somebody again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import DataClass, Person
from backend.care_team.alerts import paging
from backend.care_team.alerts.paging import members_to_tell
from backend.care_team.clocks import due_at
from backend.care_team.duty.hours import hours_of
from backend.care_team.duty.team import SiteTeam, teams_of
from backend.care_team.models import Alert, AlertEvidence
from backend.instruments.levels import Level


@transaction.atomic
def open_or_raise(
    person: Person,
    level: Level,
    *,
    about: tuple[str, UUID],
    rules: Sequence[str],
    now: datetime,
    needs: Collection[DataClass] = (),
) -> Alert | None:
    """Tell every team of the person that may know; return the alert that is due first.

    None when nobody watches: no alert without an owner. `needs` are classes that the person must have granted
    beside alerts.
    """
    # One answer at a time: two at once must not both find no open alert.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    teams = [team for team in teams_of(person, now=now) if team.sees_all({DataClass.ALERTS, *needs})]
    alerts = [_open_or_raise_at(team, person, level, about=about, rules=rules, now=now) for team in teams]
    return min(alerts, key=lambda alert: alert.due_at, default=None)


def _open_or_raise_at(
    team: SiteTeam,
    person: Person,
    level: Level,
    *,
    about: tuple[str, UUID],
    rules: Sequence[str],
    now: datetime,
) -> Alert:
    alert = Alert.objects.open().filter(person=person, site=team.site).select_for_update().first()
    if alert is None:
        alert = _opened(team, person, level, now=now)
        _add_evidence(alert, level, about, rules, now=now)
        paging.page(alert, members_to_tell(team, level), stage=paging.FIRST, now=now)
        return alert
    is_new = _add_evidence(alert, level, about, rules, now=now)
    rises = level > alert.level
    # What was seen and said again needs nobody twice; what is new and urgent must be seen too.
    if rises or (is_new and level >= Level.L2 and alert.state == Alert.State.ACKNOWLEDGED):
        _ask_again(alert, team, level, now=now)
    return alert


def _opened(team: SiteTeam, person: Person, level: Level, *, now: datetime) -> Alert:
    return Alert.objects.create(
        person=person,
        site=team.site,
        owner=team.owner,
        level=level,
        opened_at=now,
        due_at=due_at(level, now, hours_of(team.site)),
    )


def _add_evidence(alert: Alert, level: Level, about: tuple[str, UUID], rules: Sequence[str], *, now: datetime) -> bool:
    """Add what is not on record yet about this thing; return whether there was anything."""
    about_type, about_id = about
    recorded = alert.evidence.filter(about_type=about_type, about_id=about_id).values_list("rules", flat=True)
    known = {rule for rules_before in recorded for rule in rules_before}
    fresh = [rule for rule in rules if rule not in known]
    if fresh:
        AlertEvidence.objects.create(
            alert=alert, about_type=about_type, about_id=about_id, rules=fresh, level=level, added_at=now
        )
    return bool(fresh)


def _ask_again(alert: Alert, team: SiteTeam, level: Level, *, now: datetime) -> None:
    """Start the clock anew, at the higher level; a time that was promised before is kept."""
    promised = alert.due_at if alert.state == Alert.State.OPEN else None
    due = due_at(max(level, Level(alert.level)), now, hours_of(team.site))
    alert.level = max(level, Level(alert.level))
    alert.due_at = min(due, promised) if promised else due
    alert.state, alert.acknowledged_at, alert.acknowledged_by = Alert.State.OPEN, None, None
    alert.escalated_at = None
    alert.save(update_fields=["level", "due_at", "state", "acknowledged_at", "acknowledged_by", "escalated_at"])
    paging.page(alert, members_to_tell(team, Level(alert.level)), stage=paging.FIRST, now=now)
