"""Silencing somebody for good, and taking it back."""

from datetime import datetime

from django.db import transaction

from backend.accounts.models import Person
from notifications import ledger, schedules


@transaction.atomic
def silence(person: Person, *, now: datetime) -> None:
    """From this instant on nothing rings for them or about them, also of what is open already.

    What a worker holds is asked about again before it is sent; only what is on the wire at this moment arrives.
    """
    person.silenced_at = now
    person.save(update_fields=["silenced_at"])
    ledger.silence(person.pk, now=now)


@transaction.atomic
def end_silence(person: Person, *, now: datetime) -> None:
    """Let ring what is to come. What fell due meanwhile stays left out."""
    person.silenced_at = None
    person.save(update_fields=["silenced_at"])
    schedules.start_afresh(person.pk, now=now)
