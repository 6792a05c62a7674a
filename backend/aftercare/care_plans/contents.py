"""What a care plan can say, and how it is kept. Pure.

There is no field for an amount, a dose or a taper step, and there must never be one (docs/aftercare.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.aftercare.plans import Plan, Taper

CARE_LEVELS = ("detox", "inpatient", "intensive-outpatient", "outpatient", "aftercare")
COMPONENTS = (
    "individual-counselling",
    "group-counselling",
    "family-sessions",
    "skills-training",
    "treatment-medicine",
    "medical-review",
    "peer-support",
    "mutual-help-meetings",
    "case-management",
)


@dataclass(frozen=True)
class Care:
    """The level of care from one day to another, which may not be known yet."""

    level: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class Goal:
    text: str
    review_on: date | None = None


@dataclass(frozen=True)
class Contents:
    """A plan as a whole; `language` and `access_needs` are what the person needs to take part."""

    care: Care | None = None
    substances: tuple[str, ...] = ()
    has_prescribed: bool = False
    taper: Taper | None = None
    goals: tuple[Goal, ...] = ()
    components: tuple[str, ...] = ()
    review_on: date | None = None
    language: str | None = None
    access_needs: str = ""


def as_json(contents: Contents) -> dict[str, Any]:
    care, taper = contents.care, contents.taper
    return {
        "care": care and {"level": care.level, "from_on": _day(care.from_on), "until_on": _day(care.until_on)},
        "substances": list(contents.substances),
        "has_prescribed": contents.has_prescribed,
        "taper": taper and {"first_day": _day(taper.first_day), "last_day": _day(taper.last_day)},
        "goals": [{"text": goal.text, "review_on": _day(goal.review_on)} for goal in contents.goals],
        "components": list(contents.components),
        "review_on": _day(contents.review_on),
        "language": contents.language,
        "access_needs": contents.access_needs,
    }


def facts_in(plans: Iterable[Mapping[str, Any]]) -> Plan:
    """Return what rules must know of the plans of several sites, as they are kept: what any of them says holds."""
    kept = list(plans)
    return Plan(
        substances=frozenset(each for plan in kept for each in plan["substances"]),
        has_prescribed=any(plan["has_prescribed"] for plan in kept),
        taper=_longest([plan["taper"] for plan in kept if plan["taper"]]),
    )


def _longest(tapers: list[Mapping[str, str | None]]) -> Taper | None:
    if not tapers:
        return None
    first_days = [date.fromisoformat(str(taper["first_day"])) for taper in tapers]
    last_days = [date.fromisoformat(day) for taper in tapers if (day := taper["last_day"])]
    is_open = len(last_days) < len(tapers)
    return Taper(min(first_days), None if is_open else max(last_days))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
