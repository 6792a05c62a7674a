"""What the recipients of a broadcast read."""

from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.models import Person
from backend.api.problems import NotFound
from backend.care_team.models import Broadcast, BroadcastRecipient


def received_by(person: Person) -> QuerySet[BroadcastRecipient]:
    """Return what has reached this person and was not taken back."""
    return BroadcastRecipient.objects.reached().filter(person=person).select_related("broadcast__site")


def read(person: Person, broadcast_id: UUID) -> BroadcastRecipient:
    """Raises NotFound for everybody whom it has not reached."""
    received = received_by(person).filter(broadcast=broadcast_id).first()
    if received is None:
        raise NotFound
    return received


def forget(person: Person) -> None:
    """Take the person off every list; a broadcast that nobody is left on goes as a whole, words and all."""
    lists = BroadcastRecipient.objects.filter(person=person)
    broadcast_ids = list(lists.values_list("broadcast_id", flat=True))
    lists.delete()
    Broadcast.objects.filter(pk__in=broadcast_ids, recipients=None).delete()
