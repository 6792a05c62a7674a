"""Staff go through the access log: their own looks, and supervisors those of each colleague (45 CFR 164.308(a)(1))."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import people_visible_to
from backend.accounts.keys import store
from backend.accounts.models import AccessLog, DataClass, Person, Staff
from backend.api.problems import NotFound


def looks_by(staff: Staff) -> QuerySet[AccessLog]:
    """Return what this staff member has looked at, the last first."""
    return AccessLog.objects.filter(staff=staff).select_related("person__account").order_by("-started_at", "id")


def looker_for(staff: Staff, colleague_id: UUID) -> Staff:
    """Return whose looks are to be read: one's own, and for a supervisor those of anybody at the site, gone or not.

    Raises NotFound.
    """
    if colleague_id == staff.pk:
        return staff
    found = Staff.objects.filter(site=staff.site_id, pk=colleague_id).select_related("account").first()
    if found is None or staff.role != Staff.Role.SUPERVISOR:
        raise NotFound
    return found


@transaction.atomic
def named_among(staff: Staff, looks: Iterable[AccessLog], *, now: datetime) -> dict[UUID, Person]:
    """Return those of the people looked at whose names this reader may see, and note that they saw them."""
    looked_at = {look.person_id: look.person for look in looks}
    visible = people_visible_to(staff.account, DataClass.PLAN, now=now).filter(pk__in=looked_at)
    named = {person_id: looked_at[person_id] for person_id in visible.values_list("pk", flat=True)}
    record_look(staff.account, named.values(), DataClass.PLAN, purpose=Purpose.ACCESS_LOG, now=now)
    store.preload(named)
    return named
