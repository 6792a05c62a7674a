"""Whether a summary may leave at this instant: consent to tell the recipient, and staff who may see what is told."""

from collections.abc import Iterable
from datetime import datetime

from backend.accounts.consents.outside import standing_outside_consents
from backend.accounts.guard import people_cared_for_by
from backend.accounts.models import DataClass, OutsideConsent, Person, Staff
from backend.aftercare.models import QueuedSummary

# What a summary can hold.
CLASSES = (DataClass.PLAN, DataClass.ANSWERS, DataClass.ALERTS)


def seen_of(staff: Staff, person: Person, data_classes: Iterable[str], *, now: datetime) -> list[DataClass]:
    """Return those of these classes that the staff member cares for now. What an emergency opens is not to be told."""
    return [
        data_class
        for data_class in CLASSES
        if data_class in data_classes
        and people_cared_for_by(staff.account, data_class, now=now).filter(pk=person.pk).exists()
    ]


def standing_consent(summary: QueuedSummary, *, now: datetime) -> OutsideConsent | None:
    """Return the consent if it still holds."""
    found: OutsideConsent | None = standing_outside_consents(now=now).filter(pk=summary.consent_id).first()
    return found
