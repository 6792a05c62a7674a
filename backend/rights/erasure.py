"""Erasing a person: noted for good, deleted app by app in one transaction, and last the data key destroyed.

Wherever it is cut off, `finishing` goes on: the entry in the journal is there before anything is gone.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

import notifications.erasure
from backend.accounts import erasure as accounts
from backend.accounts import standing
from backend.accounts.keys import store
from backend.accounts.models import Person
from backend.aftercare import erasure as aftercare
from backend.care_team import erasure as care_team
from backend.coping import erasure as coping


def erase(person: Person, *, now: datetime) -> None:
    """Erase at once, whatever is open: nothing delays or refuses it."""
    standing.note_erasure(person.pk, now=now)
    carry_out(person.pk, now=now)


@transaction.atomic
def carry_out(person_id: UUID, *, now: datetime) -> None:
    """Delete what there is and then the key. Again it finds nothing, and nobody where a backup is older than them."""
    person = Person.objects.select_for_update().select_related("account").filter(pk=person_id).first()
    if person is not None:
        _delete(person, now=now)
    transaction.on_commit(lambda: store.destroy_key(person_id))


def _delete(person: Person, *, now: datetime) -> None:
    """The app that stands above the others begins: what it deletes may be planned or rung below."""
    aftercare.erase_person(person, now=now)
    coping.erase_person(person, now=now)
    care_team.erase_person(person, now=now)
    notifications.erasure.erase_person(person, now=now)
    accounts.erase_person(person, now=now)
