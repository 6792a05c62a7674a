"""The care plan: substance classes, whether medicine is prescribed, and a taper's first and last day."""

from dataclasses import dataclass
from datetime import date, datetime

from backend.accounts.models import Person
from backend.aftercare.models import CarePlan


@dataclass(frozen=True)
class Taper:
    """A benzodiazepine taper from its first day to its last, which may not be known. No dose, no step."""

    first_day: date
    last_day: date | None = None

    def is_under_way(self, today: date) -> bool:
        return self.first_day <= today and (self.last_day is None or today <= self.last_day)


@dataclass(frozen=True)
class Plan:
    """`substances` are classes as instruments name them, such as "benzodiazepine"."""

    substances: frozenset[str] = frozenset()
    has_prescribed: bool = False
    taper: Taper | None = None


def plan_of(person: Person) -> Plan:
    """Return the plan; without one, an empty plan."""
    stored = CarePlan.objects.filter(person=person).first()
    content = stored.content if stored else None
    if not content:
        return Plan()
    return Plan(frozenset(content["substances"]), content["has_prescribed"], _taper(content["taper"]))


def set_plan(person: Person, plan: Plan) -> None:
    taper = plan.taper and [
        plan.taper.first_day.isoformat(),
        plan.taper.last_day and plan.taper.last_day.isoformat(),
    ]
    content = {"substances": sorted(plan.substances), "has_prescribed": plan.has_prescribed, "taper": taper}
    CarePlan.objects.update_or_create(person=person, defaults={"content": content})


def is_tapering(plan: Plan, at: datetime) -> bool:
    return plan.taper is not None and plan.taper.is_under_way(at.date())


def _taper(stored: list[str | None] | None) -> Taper | None:
    if not stored:
        return None
    first_day, last_day = stored
    return Taper(date.fromisoformat(str(first_day)), date.fromisoformat(last_day) if last_day else None)
