"""Somebody's data is looked at: the guard is asked, and the look goes on record."""

from datetime import datetime
from uuid import UUID

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import people_visible_to
from backend.accounts.models import DataClass, Person, Staff
from backend.api.problems import NotFound


def person_seen(staff: Staff, person_id: UUID, data_class: DataClass, *, purpose: Purpose, now: datetime) -> Person:
    """Return somebody about whom this staff member may see this class, and note the look. Raises NotFound."""
    person = people_visible_to(staff.account, data_class, now=now).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    record_look(staff.account, [person], data_class, purpose=purpose, now=now)
    return person
