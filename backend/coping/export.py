from typing import Any

from backend.accounts.models import Person
from backend.coping.models import Craving, Draw, ExerciseSession, Outcome


def export_person(person: Person) -> dict[str, Any]:
    """Cravings with all that hangs on them and every rating, oldest first; own marks on exercises."""
    cravings = Craving.objects.filter(person=person).select_related("session__outcome", "draw").order_by("occurred_at")
    ratings = person.cravingrating_set.order_by("at")
    return {
        "cravings": [_craving(craving) for craving in cravings],
        "ratings": list(ratings.values("value", "at", "source", "about_id", "recorded_at")),
        "exercise_choices": list(person.exercisechoice_set.values("exercise", "choice", "chosen_at")),
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
        "draw": _draw(craving.draw) if hasattr(craving, "draw") else None,
        "session": _session(craving.session) if hasattr(craving, "session") else None,
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
