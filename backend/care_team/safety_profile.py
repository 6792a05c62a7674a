"""What bars exercises for a person, as they told us; what they did not tell is unknown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from backend.accounts.keys import store
from backend.accounts.models import Person
from backend.care_team.danger import CARDS_IN_DANGER
from backend.care_team.help import help_to
from backend.care_team.models import SafetyProfile
from backend.care_team.monitoring import NOBODY_TOLD

Answer = Literal["yes", "no", "unknown"]
NOTHING_TOLD: Mapping[str, str] = MappingProxyType({})
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


def help_for_profile(person: Person, answers: Mapping[str, str], *, now: datetime) -> dict[str, Any] | None:
    """Return help for somebody who says that they are in danger, else None. Nobody is told."""
    cards = [card for code, named in CARDS_IN_DANGER.items() if answers.get(code) == "yes" for card in named]
    return help_to(person, cards, watching=NOBODY_TOLD.text, now=now) if cards else None


def profile_of(person: Person, *, told_now: Mapping[str, str] = NOTHING_TOLD) -> Mapping[str, str]:
    """Return an answer for every question; what the person tells of this minute goes before what they told once."""
    return {**profiles_of([person.pk])[person.pk], **told_now}


def profiles_of(person_ids: Iterable[UUID]) -> dict[UUID, Mapping[str, str]]:
    """Return the profiles of many, with two queries however many they are."""
    wanted = set(person_ids)
    stored = SafetyProfile.objects.in_bulk(wanted)
    store.preload(stored)
    told = {person_id: profile.answers or {} for person_id, profile in stored.items()}
    return {each: {code: told.get(each, {}).get(code, "unknown") for code in QUESTIONS} for each in wanted}


def set_profile(person: Person, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Keep these answers instead of all earlier ones; what is left out is unknown again."""
    SafetyProfile.objects.update_or_create(person=person, defaults={"answers": dict(answers)})
    return profile_of(person)
