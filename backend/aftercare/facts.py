"""What the rules of instruments need to know beside the answers: the plan, and earlier craving ratings."""

from dataclasses import replace
from datetime import datetime

from backend.accounts.models import Person
from backend.aftercare.plans import is_tapering, plan_of
from backend.coping.cravings import ratings
from backend.instruments.facts import Facts


def facts_of(person: Person, *, at: datetime) -> Facts:
    """Return what holds for answers given at `at`. A rating among them must be recorded before."""
    plan = plan_of(person)
    return replace(
        ratings.facts_at(person, at),
        substances=plan.substances,
        has_prescribed_plan=plan.has_prescribed,
        benzodiazepine_taper=is_tapering(plan, at),
    )
