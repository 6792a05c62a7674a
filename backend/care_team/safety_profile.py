"""What bars exercises for a person, as they told us; what they did not tell is unknown."""

from collections.abc import Mapping
from typing import Literal

from backend.accounts.models import Person
from backend.care_team.models import SafetyProfile

Answer = Literal["yes", "no", "unknown"]
ANSWERS: tuple[Answer, ...] = ("yes", "no", "unknown")

# The contraindications of exercises.json, in its order.
QUESTIONS = (
    "dissociation",
    "panic_body_focus",
    "panic_breath_focus",
    "severe_withdrawal",
    "lung_disease_flare",
    "pregnancy",
    "heart_condition",
    "seizure_history",
    "driving",
    "suicidal_now",
    "shame_spiral",
    "trauma_memory_active",
    "very_high_arousal",
    "injury_or_pain",
    "unsafe_contact",
    "undecided",
    "dizzy_or_sedated",
    "unsafe_outside",
    "gaming_problem",
    "slow_heart_medicine",
    "eating_disorder",
    "psychosis_symptoms",
    "bipolar_mania",
)


def profile_of(person: Person) -> Mapping[str, str]:
    """Return an answer for every question."""
    stored = SafetyProfile.objects.filter(person=person).first()
    told: Mapping[str, str] = (stored.answers if stored else None) or {}
    return {code: told.get(code, "unknown") for code in QUESTIONS}


def set_profile(person: Person, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Keep these answers instead of all earlier ones; what is left out is unknown again."""
    SafetyProfile.objects.update_or_create(person=person, defaults={"answers": dict(answers)})
    return profile_of(person)
