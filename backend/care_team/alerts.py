"""Alerts: one open alert for a person and site, with an owner, a clock and an outcome.

Evidence is added, the level only rises, an outcome closes. Whoever is to be told is told by rows written in the
transaction of the answer: paging survives a dead broker.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.keys import store
from backend.accounts.models import Consent, DataClass, Person, Staff
from backend.api.problems import NotFound, Problem
from backend.care_team import holds, pages
from backend.care_team.clocks import due_at
from backend.care_team.hours import hours_of
from backend.care_team.models import Alert, AlertEvidence, AlertNote, AlertQuerySet
from backend.care_team.team import SiteTeam, members_to_tell, teams_of
from backend.instruments.levels import Level


class AlertClosed(Problem):
    code, title, status = "alert-closed", "This alert has its outcome already.", 422


class AlertClaimed(Problem):
    code, title, status = "alert-claimed", "Somebody else is looking after this.", 422


@transaction.atomic
def open_or_raise(
    person: Person,
    level: Level,
    *,
    about: tuple[str, UUID],
    rules: Sequence[str],
    now: datetime,
    needs: Collection[DataClass] = (),
    site_id: UUID | None = None,
) -> Alert | None:
    """Tell every team of the person that may know, or that of one site; return the alert that is due first.

    None when nobody watches: no alert without an owner. `needs` are classes that the person must have granted
    beside alerts.
    """
    # One answer at a time: two at once must not both find no open alert.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    asked = [team for team in teams_of(person, now=now) if site_id in (None, team.site.pk)]
    teams = [team for team in asked if team.sees_all({DataClass.ALERTS, *needs})]
    alerts = [_open_or_raise_at(team, person, level, about=about, rules=rules, now=now) for team in teams]
    return min(alerts, key=lambda alert: alert.due_at, default=None)


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


def look_at(staff: Staff, alerts: Iterable[Alert], *, purpose: Purpose, now: datetime) -> None:
    """Note in the access log that these alerts were shown, and fetch the keys of the handles in them at once."""
    shown = list(alerts)
    record_look(staff.account, [alert.person for alert in shown], DataClass.ALERTS, purpose=purpose, now=now)
    store.preload(
        account_id
        for alert in shown
        for account_id in (alert.person_id, alert.owner_id, alert.claimed_by_id, alert.acknowledged_by_id)
        if account_id is not None
    )


def look_at_rules(staff: Staff, alerts: Iterable[Alert], *, purpose: Purpose, now: datetime) -> None:
    """Note that answers were shown, for these alerts name the rules that fired; `alerts_of` says where they may."""
    people = [alert.person for alert in alerts if getattr(alert, "shares_answers", False)]
    record_look(staff.account, people, DataClass.ANSWERS, purpose=purpose, now=now)


@transaction.atomic
def acknowledge(staff: Staff, alert_id: UUID, *, now: datetime) -> Alert:
    """Stop the clock: somebody has seen it. A second acknowledgement changes nothing.

    Raises NotFound for an alert outside one's set, AlertClosed.
    """
    alert = _mine(staff, alert_id, now=now)
    _acknowledge(alert, staff, now=now)
    return alert


@transaction.atomic
def claim(staff: Staff, alert_id: UUID, *, now: datetime) -> Alert:
    """Say that one looks after this person, so that no two call at once; a supervisor may take it over.

    Raises NotFound, AlertClosed, AlertClaimed.
    """
    alert = _mine(staff, alert_id, now=now)
    if alert.claimed_by_id not in (None, staff.pk) and staff.role != Staff.Role.SUPERVISOR:
        raise AlertClaimed
    _acknowledge(alert, staff, now=now)
    alert.claimed_by = staff
    alert.save(update_fields=["claimed_by"])
    return alert


@transaction.atomic
def record_outcome(staff: Staff, alert_id: UUID, outcome: Alert.Outcome, note: str, *, now: datetime) -> Alert:
    """Close an alert with what was done. Raises NotFound, AlertClosed."""
    alert = _mine(staff, alert_id, now=now)
    _acknowledge(alert, staff, now=now)
    AlertNote.objects.create(
        alert=alert, person_id=alert.person_id, staff=staff, outcome=outcome, note=note, written_at=now
    )
    close(alert, outcome, now=now)
    return alert


def close(alert: Alert, outcome: Alert.Outcome, *, now: datetime) -> None:
    alert.state, alert.outcome, alert.closed_at = Alert.State.CLOSED, outcome, now
    alert.save(update_fields=["state", "outcome", "closed_at"])


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
        pages.page(alert, members_to_tell(team, level), stage=pages.FIRST, now=now)
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
        owner=team.assigned[0],
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
    pages.page(alert, members_to_tell(team, Level(alert.level)), stage=pages.FIRST, now=now)


def _mine(staff: Staff, alert_id: UUID, *, now: datetime) -> Alert:
    visible = Alert.objects.visible_to(staff.account, now).filter(pk=alert_id)
    # Locked by id: the guard's subqueries are no part of what is locked.
    alert = Alert.objects.select_for_update(of=("self",)).select_related("person").filter(pk__in=visible).first()
    if alert is None:
        raise NotFound
    if alert.state == Alert.State.CLOSED:
        raise AlertClosed
    record_look(staff.account, [alert.person], DataClass.ALERTS, purpose=Purpose.ALERT, now=now)
    return alert


def _acknowledge(alert: Alert, staff: Staff, *, now: datetime) -> None:
    if alert.state != Alert.State.OPEN:
        return
    alert.state, alert.acknowledged_at, alert.acknowledged_by = Alert.State.ACKNOWLEDGED, now, staff
    alert.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    pages.stop(alert, now=now)
    holds.release(alert.person)
