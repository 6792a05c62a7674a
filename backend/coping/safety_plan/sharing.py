"""Staff read the plan in force, and nothing that it said before, within a grant of its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.audit.purposes import Purpose
from backend.accounts.audit.seeing import person_seen
from backend.accounts.models import DataClass, Staff
from backend.coping.safety_plan.contents import SafetyPlan
from backend.coping.safety_plan.writing import safety_plan_of


@dataclass(frozen=True)
class SharedSafetyPlan:
    """How often somebody has written it anew is theirs to know, so there is no number."""

    plan: SafetyPlan
    written_at: datetime | None


@transaction.atomic
def safety_plan_for(staff: Staff, person_id: UUID, *, now: datetime) -> SharedSafetyPlan:
    """Return somebody's plan, and note the look. Raises NotFound outside one's set."""
    person = person_seen(staff, person_id, DataClass.SAFETY_PLAN, purpose=Purpose.SAFETY_PLAN, now=now)
    own = safety_plan_of(person)
    return SharedSafetyPlan(own.plan, own.written_at)
