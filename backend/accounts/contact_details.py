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


def fields_open_to(staff: Staff, person_id: UUID, *, now: datetime) -> dict[str, DataClass]:
    """Return the fields that this staff member may see now, told or not, each with its class."""
    return {
        name: data_class
        for name, data_class in FIELDS.items()
        if people_visible_to(staff.account, data_class, now=now).filter(pk=person_id).exists()
    }


@transaction.atomic
def details_for(staff: Staff, person_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return the fields that this staff member may see now, and note the look at each. Raises NotFound for none."""
    seen = fields_open_to(staff, person_id, now=now)
    person = Person.objects.filter(pk=person_id).first() if seen else None
    if person is None:
        raise NotFound
    for data_class in seen.values():
        record_look(staff.account, [person], data_class, purpose=Purpose.CONTACT, now=now)
    details = details_of(person)
    return {name: details[name] for name in seen}
