"""Legal name and how to reach somebody outside the app: told by the person, read by staff field by field."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import people_visible_to
from backend.accounts.models import ContactDetails, DataClass, Person, Staff
from backend.api.problems import NotFound

# Under which class of data each field is shared.
FIELDS: Mapping[str, DataClass] = MappingProxyType(
    {
        "legal_name": DataClass.LEGAL_NAME,
        "phone": DataClass.PHONE,
        "email": DataClass.EMAIL,
        "address": DataClass.ADDRESS,
        "emergency_contact": DataClass.EMERGENCY_CONTACT,
    }
)


def details_of(person: Person) -> dict[str, Any]:
    """Return every field, None for what was not told."""
    stored = ContactDetails.objects.filter(person=person).first()
    return {name: getattr(stored, name, None) for name in FIELDS}


@transaction.atomic
def change_details(person: Person, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change the fields that are named; None removes one. Returns them all."""
    stored = ContactDetails.objects.select_for_update().filter(person=person).first() or ContactDetails(person=person)
    for name, value in changes.items():
        setattr(stored, name, value)
    if all(getattr(stored, name) is None for name in FIELDS):
        ContactDetails.objects.filter(person=person).delete()
    else:
        stored.save()
    return details_of(person)


def any_open_to(staff: Staff, person_id: UUID, *, now: datetime) -> bool:
    """Whether this staff member may see any of the fields now, told or not; it asks until the first is found."""
    return any(_is_open(staff, person_id, data_class, now=now) for data_class in FIELDS.values())


@transaction.atomic
def details_for(staff: Staff, person_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return the fields that this staff member may see now, and note the look at each. Raises NotFound for none."""
    seen = {name: each for name, each in FIELDS.items() if _is_open(staff, person_id, each, now=now)}
    person = Person.objects.filter(pk=person_id).first() if seen else None
    if person is None:
        raise NotFound
    for data_class in seen.values():
        record_look(staff.account, [person], data_class, purpose=Purpose.CONTACT, now=now)
    details = details_of(person)
    return {name: details[name] for name in seen}


def _is_open(staff: Staff, person_id: UUID, data_class: DataClass, *, now: datetime) -> bool:
    return people_visible_to(staff.account, data_class, now=now).filter(pk=person_id).exists()
