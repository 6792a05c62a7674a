"""The craving log as staff see it: by its own grant, which is off until the person gives it."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.audit.purposes import Purpose
from backend.accounts.audit.seeing import person_seen
from backend.accounts.models import DataClass, Staff
from backend.coping.models import Craving


def cravings_for(staff: Staff, person_id: UUID, *, now: datetime) -> QuerySet[Craving]:
    """Return a person's cravings, and note the look. Raises NotFound outside one's set."""
    person = person_seen(staff, person_id, DataClass.CRAVINGS, purpose=Purpose.CRAVINGS, now=now)
    return Craving.objects.filter(person=person)
