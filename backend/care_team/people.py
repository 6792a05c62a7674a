"""The people a staff member follows, and the list of work that their alerts make."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import people_cared_for_by, people_followed_by, people_visible_to
from backend.accounts.keys import store
from backend.accounts.models import DataClass, Person, Staff
from backend.api.problems import NotFound
from backend.care_team.models import Alert


@dataclass(frozen=True)
class Followed:
    """A person with their open alert, where one is open and may be seen."""

    person: Person
    alert: Alert | None


def followed_by(staff: Staff, *, now: datetime) -> QuerySet[Person]:
    """People whose plan this staff member may see: their own, and those with an open alert that they answer for."""
    return people_visible_to(staff.account, DataClass.PLAN, now=now).select_related("account")


def own_people_of(staff: Staff, *, now: datetime) -> QuerySet[Person]:
    """Return whom they follow or cover for, within consent: only these can be planned for and written to."""
    cared_for = people_cared_for_by(staff.account, DataClass.PLAN, now=now).select_related("account")
    return cared_for.filter(pk__in=people_followed_by(staff.account, now=now))


def reachable_by(staff: Staff, *, now: datetime) -> QuerySet[Person]:
    """Return those of one's own people whom a message may reach at all."""
    return own_people_of(staff, now=now).filter(silenced_at=None)


def person_followed_by(staff: Staff, person_id: UUID, *, now: datetime) -> Followed:
    """Raises NotFound for anybody outside one's set."""
    person = followed_by(staff, now=now).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return with_alerts(staff, [person], now=now)[0]


def with_alerts(staff: Staff, people: Iterable[Person], *, now: datetime) -> list[Followed]:
    """Add open alerts, note the look, and fetch the keys of all handles at once."""
    shown = list(people)
    record_look(staff.account, shown, DataClass.PLAN, purpose=Purpose.PEOPLE, now=now)
    store.preload(person.pk for person in shown)
    found = Alert.objects.visible_to(staff.account, now).open().filter(person__in=shown)
    by_person = {alert.person_id: alert for alert in found}
    with_one = [person for person in shown if person.pk in by_person]
    record_look(staff.account, with_one, DataClass.ALERTS, purpose=Purpose.PEOPLE, now=now)
    return [Followed(person, by_person.get(person.pk)) for person in shown]
