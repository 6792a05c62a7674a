"""The one guard: who may see what of whom, asked at every read, when something is queued and again when it is sent."""

from datetime import datetime

from backend.accounts.models import Account, DataClass, Person, PersonQuerySet


def may(actor: Account, person: Person, data_class: DataClass, *, now: datetime) -> bool:
    """Role, assignment and an active consent of the person to the actor's site, all at this instant."""
    return people_visible_to(actor, data_class, now=now).filter(pk=person.pk).exists()


def people_visible_to(actor: Account, data_class: DataClass, *, now: datetime) -> PersonQuerySet:
    return Person.objects.visible_to(actor, data_class, now)
