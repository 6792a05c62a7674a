"""Telling a person that something about their care has changed. What it is, the app reads after it is unlocked."""

from datetime import datetime
from uuid import UUID

from backend.accounts.models import Person
from notifications import ledger
from notifications.kinds import Kind, policy_of

MONITORING = "monitoring"


def tell_watching_changed(person: Person, *, now: datetime) -> None:
    """Ring the person: who watches has changed, `GET /v1/monitoring` says how. Once for all changes of an instant."""
    ledger.open_delivery(
        person.pk,
        Kind.CARE,
        notification_id=_named_for(person.pk, now),
        about=(MONITORING, person.pk),
        deliver_at=now,
        expires_at=now + policy_of(Kind.CARE).lifetime,
    )


def _named_for(person_id: UUID, at: datetime) -> UUID:
    return ledger.notification_id((f"{MONITORING}:{at.isoformat()}", person_id), person_id)
