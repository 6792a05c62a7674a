"""New evidence: it opens an alert, joins the open one, raises it, asks for somebody again, or reopens the last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import DataClass, Person
from backend.accounts.turns import take_turn
from backend.care_team.alerts import access, follow_ups, paging, story
from backend.care_team.alerts.story import What
from backend.care_team.clocks import due_at, next_page_at
from backend.care_team.duty.hours import hours_of
from backend.care_team.duty.team import SiteTeam, teams_of
from backend.care_team.models import Alert, AlertEvidence
from backend.instruments.levels import Level

# What starting the clock writes.
CLOCK = (
    *("level", "state", "asked_at", "due_at", "stage", "next_page_at", "escalated_at"),
    *("acknowledged_at", "acknowledged_by", "closed_at", "outcome"),
)


@dataclass(frozen=True)
class _Finding:
    """What one thing gives reason to think: the rules that fired on it, `instrument:rule`, and how urgent they are.

    `is_of_log`: it was told in the craving log.
    """

    level: Level
    about: tuple[str, UUID]
    rules: Sequence[str]
    is_of_log: bool


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
    except_at: Collection[UUID] = (),
) -> Alert | None:
    """Tell every team of the person that may know, or that of one site; return the alert that is due first.

    None when nobody watches: no alert without an owner. `needs` are classes that the person must have granted
    beside alerts, `except_at` sites that are not to be told.
    """
    # One answer at a time: two at once must not both find no open alert.
    take_turn(person)
    finding = _Finding(level, about, rules, is_of_log=DataClass.CRAVINGS in needs)
    asked = [team for team in teams_of(person, now=now) if site_id in (None, team.site.pk)]
    teams = [team for team in asked if team.sees_all({DataClass.ALERTS, *needs}) and team.site.pk not in except_at]
    alerts = [_tell(team, person, finding, now=now) for team in teams]
    return min(alerts, key=lambda alert: alert.due_at, default=None)


def _tell(team: SiteTeam, person: Person, finding: _Finding, *, now: datetime) -> Alert:
    alert = _find(team, person, now=now)
    if alert is None:
        return _open(team, person, finding, now=now)
    is_new = _add_evidence(alert, finding, now=now)
    if alert.state == Alert.State.CLOSED:
        # The same that staff have dealt with is no reason to begin again.
        if is_new:
            _reopen(alert, team, finding, now=now)
    elif finding.level > alert.level:
        _ask(alert, team, finding.level, What.RAISED, now=now)
    elif is_new and finding.level >= Level.L2 and alert.state == Alert.State.ACKNOWLEDGED:
        # What was seen and said again needs nobody twice; what is new and urgent must be seen too.
        _ask(alert, team, Level(alert.level), What.ASKED_AGAIN, now=now)
    return alert


def _find(team: SiteTeam, person: Person, *, now: datetime) -> Alert | None:
    """Return the alert that new evidence belongs to: the open one, or the last if it was closed a short while ago."""
    here = Alert.objects.filter(person=person, site=team.site).select_for_update()
    return here.open().first() or here.reopenable(now).order_by("-closed_at").first()


def _open(team: SiteTeam, person: Person, finding: _Finding, *, now: datetime) -> Alert:
    alert = Alert(person=person, site=team.site, opened_at=now)
    _give(alert, team)
    _start_clock(alert, finding.level, due_at(finding.level, now, hours_of(team.site)), now=now)
    alert.save(force_insert=True)
    _add_evidence(alert, finding, now=now)
    _announce(alert, team, What.OPENED, now=now)
    return alert


def _reopen(alert: Alert, team: SiteTeam, finding: _Finding, *, now: datetime) -> None:
    """Begin anew, as urgent as the new evidence is: what was before has had its outcome, and stays on record."""
    _give(alert, team)
    _start_clock(alert, finding.level, due_at(finding.level, now, hours_of(team.site)), now=now)
    alert.save(update_fields=[*CLOCK, "owner", "stands_in_for", "claimed_by"])
    follow_ups.drop_pending(alert, now=now)
    _announce(alert, team, What.REOPENED, now=now)


def _ask(alert: Alert, team: SiteTeam, level: Level, what: What, *, now: datetime) -> None:
    """Start the clock anew, at the higher level; a time to come that was promised before is kept."""
    due = due_at(level, now, hours_of(team.site))
    is_promised = alert.state == Alert.State.OPEN and alert.due_at > now
    _start_clock(alert, level, min(due, alert.due_at) if is_promised else due, now=now)
    alert.save(update_fields=CLOCK)
    _announce(alert, team, what, now=now)


def _give(alert: Alert, team: SiteTeam) -> None:
    alert.owner, alert.claimed_by = team.owner, None
    alert.stands_in_for = team.stands_in_for.get(team.owner.pk)


def _start_clock(alert: Alert, level: Level, due: datetime, *, now: datetime) -> None:
    alert.level, alert.state = level, Alert.State.OPEN
    alert.asked_at, alert.due_at, alert.stage, alert.escalated_at = now, due, 0, None
    alert.next_page_at = next_page_at(level, stage=0, due_at=due, now=now)
    alert.acknowledged_at, alert.acknowledged_by = None, None
    alert.closed_at, alert.outcome = None, ""


def _announce(alert: Alert, team: SiteTeam, what: What, *, now: datetime) -> None:
    access.grant(alert, now=now)
    story.note(alert, what, staff=alert.owner, now=now)
    paging.ring(alert, team, now=now)


def _add_evidence(alert: Alert, finding: _Finding, *, now: datetime) -> bool:
    """Add what is not on record yet about this thing; return whether there was anything."""
    about_type, about_id = finding.about
    recorded = alert.evidence.filter(about_type=about_type, about_id=about_id).values_list("rules", flat=True)
    known = {rule for rules_before in recorded for rule in rules_before}
    fresh = [rule for rule in finding.rules if rule not in known]
    if fresh:
        AlertEvidence.objects.create(
            alert=alert,
            about_type=about_type,
            about_id=about_id,
            rules=fresh,
            level=finding.level,
            added_at=now,
            is_of_log=finding.is_of_log,
        )
    return bool(fresh)
