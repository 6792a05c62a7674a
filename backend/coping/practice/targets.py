"""What can be practised, and what it is called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from backend.accounts.keys import store
from backend.accounts.models import Person
from backend.api.client_ids import was_of
from backend.api.problems import Invalid, InvalidRequest
from backend.coping.exercises.definitions import Exercise
from backend.coping.exercises.library import library
from backend.coping.models import IfThenPlan, PracticeReminder, SafetyPlanVersion, TargetType
from backend.coping.plans.definitions import if_then_from
from backend.coping.plans.if_then import exercise_of

WORDS = {
    TargetType.IF_THEN_PLAN: "My if-then plan",
    TargetType.SAFETY_PLAN: "My safety plan",
    TargetType.SLIP_PLAN: "My plan for a slip",
}


@dataclass(frozen=True)
class Target:
    """`id` is the slug of an exercise or the id of an if-then plan, and empty for the plans of which there is one."""

    type: TargetType
    id: str = ""


def exercise_in(person: Person, target: Target) -> Exercise | None:
    """Return the exercise that practising it means, if it means one. Raises InvalidRequest for what is not there."""
    match target.type:
        case TargetType.EXERCISE:
            return _exercise(target.id)
        case TargetType.IF_THEN_PLAN:
            return exercise_of(if_then_from(_plan(person, target.id).content)[1])
        case TargetType.SAFETY_PLAN if not SafetyPlanVersion.objects.filter(person=person).exists():
            raise InvalidRequest(Invalid("/target/type", "You have no safety plan yet."))
    return None


def check_practised(person: Person, target: Target) -> None:
    """Raises InvalidRequest for what never was theirs. What is deleted by now may have been practised before."""
    match target.type:
        case TargetType.EXERCISE:
            _exercise(target.id)
        case TargetType.IF_THEN_PLAN if not _was_theirs(person, target.id):
            _plan(person, target.id)


def exercises_of(practices: Iterable[PracticeReminder]) -> dict[UUID, Exercise | None]:
    """Return, by reminder, the exercise that each means, if it means one; with few queries however many.

    Left out is what leads to nothing any more.
    """
    asked = list(practices)
    plan_ids = [each.target_id for each in asked if each.target_type == TargetType.IF_THEN_PLAN]
    plans = {str(plan.pk): plan for plan in IfThenPlan.objects.filter(pk__in=plan_ids)}
    store.preload(plan.person_id for plan in plans.values())
    found: dict[UUID, Exercise | None] = {}
    for each in asked:
        match each.target_type:
            case TargetType.EXERCISE if each.target_id in library().exercises:
                found[each.pk] = library().exercises[each.target_id]
            case TargetType.IF_THEN_PLAN if each.target_id in plans:
                found[each.pk] = exercise_of(if_then_from(plans[each.target_id].content)[1])
            case TargetType.SAFETY_PLAN | TargetType.SLIP_PLAN:
                found[each.pk] = None
    return found


def words_for(target: Target, exercises: Mapping[str, Exercise]) -> str:
    """Return what the app says where the person has written nothing; no lock screen ever does."""
    exercise = exercises.get(target.id)
    return exercise.title if exercise else WORDS.get(target.type, "")


def _exercise(slug: str) -> Exercise:
    exercise = library().exercises.get(slug)
    if exercise is None:
        raise InvalidRequest(Invalid("/target/id", "This exercise is not in the library."))
    return exercise


def _was_theirs(person: Person, plan_id: str) -> bool:
    try:
        asked = UUID(plan_id)
    except ValueError:
        return False
    return was_of(person.pk, asked, kind=TargetType.IF_THEN_PLAN)


def _plan(person: Person, plan_id: str) -> IfThenPlan:
    plans = {str(plan.pk): plan for plan in IfThenPlan.objects.filter(person=person)}
    if plan_id not in plans:
        raise InvalidRequest(Invalid("/target/id", "You have no such plan."))
    return plans[plan_id]
