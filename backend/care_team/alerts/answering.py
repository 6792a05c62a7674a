"""What staff do about an alert: see it, look after the person, say what became of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.models import DataClass, Person, Staff
from backend.api.problems import NotFound, Problem
from backend.care_team import holds
from backend.care_team.alerts import follow_ups, for_person, paging, story
from backend.care_team.alerts.closing import close
from backend.care_team.alerts.story import What
from backend.care_team.models import Alert, AlertNote
from backend.instruments.levels import Level


class AlertClosed(Problem):
    code, title, status = "alert-closed", "This alert has its outcome already.", 422


class AlertClaimed(Problem):
    code, title, status = "alert-claimed", "Somebody else is looking after this.", 422


@transaction.atomic
def acknowledge(staff: Staff, alert_id: UUID, *, now: datetime) -> Alert:
    """Stop the clock: somebody has seen it, and the person learns so. A second acknowledgement changes nothing.

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
    if alert.claimed_by_id != staff.pk:
        alert.claimed_by = staff
        alert.save(update_fields=["claimed_by"])
        story.note(alert, What.CLAIMED, staff=staff, now=now)
    return alert


@transaction.atomic
def record_outcome(staff: Staff, alert_id: UUID, outcome: Alert.Outcome, note: str, *, now: datetime) -> Alert:
    """Close an alert with what was done; the person is asked again some time after it. Raises NotFound, AlertClosed."""
    alert = _mine(staff, alert_id, now=now)
    _acknowledge(alert, staff, now=now)
    AlertNote.objects.create(
        alert=alert, person_id=alert.person_id, staff=staff, outcome=outcome, note=note, written_at=now
    )
    close(alert, outcome, by=staff, now=now)
    follow_ups.plan(alert, now=now)
    return alert


def _mine(staff: Staff, alert_id: UUID, *, now: datetime) -> Alert:
    """Return an alert that one may act on, locked. Raises NotFound, AlertClosed."""
    visible = Alert.objects.visible_to(staff.account, now).filter(pk=alert_id)
    # The person first, as an answer takes them that comes at this moment: the other way round each would wait for the
    # other. By id, so that the guard's subqueries are no part of what is locked.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=visible.values("person")))
    alert = (
        Alert.objects.select_for_update(of=("self",)).select_related("person", "site").filter(pk__in=visible).first()
    )
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
    alert.next_page_at = None
    alert.save(update_fields=["state", "acknowledged_at", "acknowledged_by", "next_page_at"])
    paging.stop(alert, reason="acknowledged", now=now)
    holds.release(alert.person, seen=Level(alert.level))
    story.note(alert, What.ACKNOWLEDGED, staff=staff, now=now)
    for_person.tell_seen(alert, now=now)
