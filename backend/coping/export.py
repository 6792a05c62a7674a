from typing import Any

from backend.accounts.models import Person
from backend.coping.models import (
    Counter,
    Craving,
    Draw,
    ExerciseSession,
    IfThenPlan,
    Outcome,
    PracticeReminder,
    PracticeTick,
    SafetyPlanVersion,
    Slip,
    SlipPlan,
    Supporter,
)
from backend.coping.plans.if_then import own_plans
from backend.coping.safety_plan.writing import versions_of
from backend.coping.supporters.keeping import supporters_of


def export_person(person: Person) -> dict[str, Any]:
    """Cravings and counters with all that hangs on them, ratings, plans, practice, oldest first; marks on exercises."""
    cravings = Craving.objects.filter(person=person).select_related("session__outcome", "draw").order_by("occurred_at")
    ratings = person.cravingrating_set.order_by("at")
    return {
        "cravings": [_craving(craving) for craving in cravings],
        "counters": [_counter(each) for each in Counter.objects.filter(person=person).order_by("created_at", "id")],
        "ratings": list(ratings.values("value", "at", "source", "about_id", "recorded_at")),
        "exercise_choices": list(person.exercisechoice_set.values("exercise", "choice", "chosen_at")),
        **_planned(person),
        **_practised(person),
    }


def _planned(person: Person) -> dict[str, Any]:
    slip_plan = SlipPlan.objects.filter(person=person).first()
    return {
        "safety_plans": [_written(version, number=version.number) for version in versions_of(person).reverse()],
        "slip_plan": _written(slip_plan, version=slip_plan.version) if slip_plan else None,
        "supporters": [_supporter(supporter) for supporter in supporters_of(person)],
        "if_then_plans": [_if_then_plan(plan) for plan in own_plans(person).order_by("created_at", "id")],
    }


def _practised(person: Person) -> dict[str, Any]:
    reminders = PracticeReminder.objects.filter(person=person).order_by("reminder__created_at", "reminder_id")
    ticks = PracticeTick.objects.filter(person=person).order_by("practised_at", "id")
    return {
        "practice_reminders": list(reminders.values("reminder_id", "target_type", "target_id")),
        "practice": list(ticks.values("target_type", "target_id", "practised_at", "recorded_at")),
    }


def _written(plan: SafetyPlanVersion | SlipPlan, **numbered: int) -> dict[str, Any]:
    return {**numbered, "content": plan.content, "written_at": plan.written_at}


def _supporter(supporter: Supporter) -> dict[str, Any]:
    return {
        "id": str(supporter.pk),
        "label": supporter.label,
        "contact": supporter.contact,
        "position": supporter.position,
        "version": supporter.version,
        "created_at": supporter.created_at,
    }


def _if_then_plan(plan: IfThenPlan) -> dict[str, Any]:
    return {
        "id": str(plan.pk),
        "content": plan.content,
        "version": plan.version,
        "created_at": plan.created_at,
        "changed_at": plan.changed_at,
    }


def _craving(craving: Craving) -> dict[str, Any]:
    return {
        "id": str(craving.pk),
        "intensity": craving.intensity,
        "triggers": craving.triggers,
        "setting": craving.setting,
        "minutes_available": craving.minutes_available,
        "note": craving.note,
        "occurred_at": craving.occurred_at,
        "recorded_at": craving.recorded_at,
        "withheld": craving.withheld,
        "help_cards": craving.help_cards,
        "routes": craving.routes,
        "safety": craving.safety,
        "tzid": craving.tzid,
        "draw": _draw(craving.draw) if hasattr(craving, "draw") else None,
        "session": _session(craving.session) if hasattr(craving, "session") else None,
    }


def _counter(counter: Counter) -> dict[str, Any]:
    return {
        "id": str(counter.pk),
        "label": counter.label,
        "substance": counter.substance,
        "started_on": counter.started_on,
        "milestone_push_at": counter.milestone_push_at,
        "schedule_id": counter.schedule_id,
        "rang_on": counter.rang_on,
        "version": counter.version,
        "created_at": counter.created_at,
        "slips": [_slip(each) for each in counter.slip_set.order_by("on", "recorded_at", "id")],
    }


def _slip(slip: Slip) -> dict[str, Any]:
    return {
        "id": str(slip.pk),
        "on": slip.on,
        "occurred_at": slip.occurred_at,
        "note": slip.note,
        "affected_now": slip.affected_now,
        "recorded_at": slip.recorded_at,
    }


def _session(session: ExerciseSession) -> dict[str, Any]:
    return {
        "id": str(session.pk),
        "exercise": session.exercise,
        "exercise_version": session.exercise_version,
        "alternatives": session.alternatives,
        "started_at": session.started_at,
        "outcome": _outcome(session.outcome) if hasattr(session, "outcome") else None,
    }


def _draw(draw: Draw) -> dict[str, Any]:
    return {"model_version": draw.model_version, "seed": draw.seed, "inputs": draw.inputs}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "exercise": outcome.done,
        "intensity_after": outcome.intensity_after,
        "completed": outcome.completed,
        "at": outcome.at,
    }
