"""Care at a site ends or passes on, and all at once where somebody has died."""

from datetime import datetime

from django.db.models import F

from backend.accounts.models import Person, Site, Staff
from backend.aftercare.care_plans.writing import renew_facts
from backend.aftercare.life_events import pausing
from backend.aftercare.models import Appointment, AppointmentQuerySet, CheckIn, CheckInQuerySet, LifeEvent
from backend.api.problems import Problem
from backend.care_team import alerts
from backend.care_team.alerts.handing_over import open_alert_of
from backend.care_team.following import membership
from backend.care_team.models import Alert
from backend.care_team.telling import tell_watching_changed
from notifications import ledger, schedules, silencing


class AlertOpen(Problem):
    """`alert_id` says which."""

    code, title, status = "alert-open", "An alert is open about this person. Record its outcome first.", 422

    def __init__(self, alert: Alert) -> None:
        super().__init__(alert_id=str(alert.pk))


def discharge(person: Person, site: Site, *, now: datetime) -> None:
    """End all that the site does for somebody. What is theirs stays whole. Raises AlertOpen.

    An alert must have its outcome before, "handed over" for one: nobody at the site may see it afterwards.
    """
    alert = open_alert_of(person, site)
    if alert is not None:
        raise AlertOpen(alert)
    schedules.cancel_of_site(person.pk, site.pk, now=now)
    ledger.withdraw_of_site(person.pk, site.pk, reason="discharged", now=now)
    _cancel_open(CheckIn.objects.filter(person=person, site=site))
    _call_off(Appointment.objects.filter(person=person, site=site).to_come(now), now=now)
    pausing.pauses_ahead(person, site, now=now).update(ended_at=now)
    membership.end_assignments(person, site, now=now)
    renew_facts(person, now=now)
    tell_watching_changed(person, now=now)


def transfer(person: Person, site: Site, to: Staff, *, now: datetime) -> None:
    """Let one colleague follow somebody in the place of the team; an open alert passes to them first."""
    membership.transfer(person, site, to, now=now)
    tell_watching_changed(person, now=now)


def stop_everything(person: Person, *, now: datetime) -> None:
    """Nothing of anybody's reaches that phone any more, and nobody is rung about them."""
    for alert in Alert.objects.open().filter(person=person).select_for_update():
        alerts.close(alert, Alert.Outcome.DIED, now=now)
    _cancel_open(CheckIn.objects.filter(person=person))
    silencing.silence(person, now=now)


def start_again(person: Person, *, now: datetime) -> None:
    """It was a mistake: what is to come rings again. What was closed, cancelled or left out stays so."""
    others = LifeEvent.objects.filter(person=person, kind=LifeEvent.Kind.DIED, ended_at=None)
    if not others.exists():
        silencing.end_silence(person, now=now)


def _call_off(appointments: AppointmentQuerySet, *, now: datetime) -> None:
    appointments.update(outcome=Appointment.Outcome.CANCELLED, version=F("version") + 1, changed_at=now)


def _cancel_open(check_ins: CheckInQuerySet) -> None:
    check_ins.filter(state=CheckIn.State.OPEN).update(state=CheckIn.State.CANCELLED)
