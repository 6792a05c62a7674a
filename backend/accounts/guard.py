"""The one guard: who may see what of whom, asked at every read, when something is queued and again when it is sent."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from backend.accounts.models import Account, Assignment, Consent, DataClass, Kind, Person, Staff


def may(actor: Account, person: Person, data_class: DataClass, *, now: datetime) -> bool:
    """Role, assignment and an active consent of the person to the actor's site, all at this instant."""
    return people_visible_to(actor, data_class, now=now).filter(pk=person.pk).exists()


def people_visible_to(actor: Account, data_class: DataClass, *, now: datetime) -> QuerySet[Person]:
    """Return the people about whom this account may see this class of data at this instant.

    Oneself; for staff, people assigned to them whose consent to the staff member's site is active. A supervisor
    sees the alerts of the whole site, within consent.
    """
    if actor.kind == Kind.PERSON:
        return Person.objects.filter(pk=actor.pk)
    if actor.kind != Kind.STAFF:
        return Person.objects.none()
    staff = Staff.objects.filter(pk=actor.pk, account__is_active=True)
    consent = Consent.objects.active(now).filter(
        person=OuterRef("pk"), site__in=staff.values("site"), data_class=data_class
    )
    assignment = Assignment.objects.active(now).filter(person=OuterRef("pk"), staff__in=staff, staff__site=F("site"))
    followed = Q(Exists(assignment))
    if data_class == DataClass.ALERTS:
        supervised = Assignment.objects.active(now).filter(
            person=OuterRef("pk"), site__in=staff.filter(role=Staff.Role.SUPERVISOR).values("site")
        )
        followed |= Q(Exists(supervised))
    return Person.objects.filter(followed, Exists(consent))
