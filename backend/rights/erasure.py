"""Erasing a person: one function per app, called in order, in one transaction."""

from datetime import datetime

from django.db import transaction

import notifications.erasure
from backend.accounts import people
from backend.accounts.models import Person
from backend.aftercare import erasure as aftercare
from backend.care_team import erasure as care_team
from backend.coping import erasure as coping


@transaction.atomic
def erase(person: Person, *, now: datetime) -> None:
    """Delete what there is about a person, above all apps first; the data key goes when all has been committed."""
    aftercare.erase_person(person, now=now)
    coping.erase_person(person, now=now)
    care_team.erase_person(person, now=now)
    notifications.erasure.erase_person(person, now=now)
    people.erase_person(person, now=now)
