"""What a staff member could tell somebody outside, and what they have asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.consents.outside import active_outside_consents
from backend.accounts.models import DataClass, OutsideConsent, Staff
from backend.aftercare.check_ins import person_cared_for_by
from backend.aftercare.models import QueuedSummary
from backend.aftercare.summaries.asking import CLASSES, seen_of


@dataclass(frozen=True)
class Tellable:
    """A consent that holds, and what of it this staff member may see and so tell."""

    consent: OutsideConsent
    data_classes: Sequence[DataClass]


@dataclass(frozen=True)
class Outside:
    """`summaries` are those that the staff member has asked for and that wait to be fetched, the newest first."""

    tellable: Sequence[Tellable]
    summaries: Sequence[QueuedSummary]


@transaction.atomic
def outside_for(staff: Staff, person_id: UUID, *, now: datetime) -> Outside:
    """Return whom somebody lets this staff member's site tell what, and note the look. Raises NotFound."""
    person = person_cared_for_by(staff, person_id, now=now)
    record_look(staff.account, [person], DataClass.PLAN, purpose=Purpose.DISCLOSURE, now=now)
    seen = seen_of(staff, person, CLASSES, now=now)
    held = active_outside_consents(person, staff.site, now=now).order_by("granted_at", "id")
    asked = QueuedSummary.objects.filter(person=person, staff=staff, expires_at__gt=now).select_related("consent__form")
    return Outside(
        [Tellable(each, [data_class for data_class in seen if data_class in each.data_classes]) for each in held],
        list(asked.order_by("-queued_at", "id")),
    )
