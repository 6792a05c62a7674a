"""The person writes their safety plan as a whole; each writing is kept until they take all of it away."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.api.conditional import Check, etag_of
from backend.api.problems import NotFound
from backend.coping.models import SafetyPlanVersion, TargetType
from backend.coping.practice.stopping import stop_practising
from backend.coping.safety_plan.contents import SafetyPlan
from backend.crisis.safety_plan_form import SafetyPlanForm, safety_plan_form


@dataclass(frozen=True)
class OwnSafetyPlan:
    """The plan in force. `number` 0, `written_at` None: nothing is written."""

    plan: SafetyPlan
    number: int
    written_at: datetime | None
    etag: str

    @property
    def form(self) -> SafetyPlanForm:
        return safety_plan_form()


def safety_plan_of(person: Person) -> OwnSafetyPlan:
    return _own(person, versions_of(person).first())


@transaction.atomic
def write_safety_plan(person: Person, plan: SafetyPlan, *, check: Check, now: datetime) -> OwnSafetyPlan:
    """Write the plan anew. `check` is called with its ETag and raises when the caller has read another version.

    The same plan again is no new version.
    """
    before = _locked(person, check)
    if before.number == 0 or before.plan.as_json() != plan.as_json():
        SafetyPlanVersion.objects.create(
            person=person, number=before.number + 1, content=plan.as_json(), written_at=now
        )
    return safety_plan_of(person)


@transaction.atomic
def delete_safety_plan(person: Person, *, check: Check, now: datetime) -> None:
    """Take away the plan with all that it ever said, and reminders of it. `check` as in `write_safety_plan`."""
    _locked(person, check)
    versions_of(person).delete()
    stop_practising(person, TargetType.SAFETY_PLAN, now=now)


def versions_of(person: Person) -> QuerySet[SafetyPlanVersion]:
    """Return all that the plan ever said, the newest first."""
    return SafetyPlanVersion.objects.filter(person=person).order_by("-number")


def find_version(person: Person, number: int) -> SafetyPlanVersion:
    """Raises NotFound."""
    version = versions_of(person).filter(number=number).first()
    if version is None:
        raise NotFound
    return version


def _locked(person: Person, check: Check) -> OwnSafetyPlan:
    # One writer at a time: what the second has read must be what the first has written.
    take_turn(person)
    before = safety_plan_of(person)
    check(before.etag)
    return before


def _own(person: Person, version: SafetyPlanVersion | None) -> OwnSafetyPlan:
    # By the id of the version: one that was taken away and written again begins at the same number. The labels are
    # shown with it, so a phone that has old ones asks again.
    etag = etag_of("safety-plan", person.pk, version.pk if version else None, safety_plan_form().version)
    if version is None:
        return OwnSafetyPlan(SafetyPlan(), 0, None, etag)
    return OwnSafetyPlan(SafetyPlan.kept_as(version.content), version.number, version.written_at, etag)
