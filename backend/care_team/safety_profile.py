"""What bars exercises for a person, as they told us; what they did not tell is unknown."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID, uuid4

from django.db import transaction

from backend.accounts.keys import store
from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.care_team.consequences import follow, shown_for
from backend.care_team.danger import reading_of_danger
from backend.care_team.holds import WITHOUT_STAFF
from backend.care_team.models import SafetyProfile

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
    """Return help for somebody who says that they are in danger, else None; it says who was told."""
    return shown_for(person, reading_of_danger(answers), now=now).help


@transaction.atomic
def tell_profile(person: Person, answers: Mapping[str, str], *, now: datetime) -> None:
    """Keep these answers instead of all earlier ones. Danger that they tell of is followed as in a check-in.

    A profile is told as a whole, so a danger that stood in it already is no news: for a day, as long as a hold lasts
    by itself. Who says so again after that means that moment.
    """
    take_turn(person)
    profile = SafetyProfile.objects.filter(person=person).first() or SafetyProfile(person=person)
    before, danger = reading_of_danger(profile.answers or {}), reading_of_danger(answers)
    profile.answers = dict(answers)
    told_at = profile.danger_told_at
    is_news = told_at is None or told_at <= now - WITHOUT_STAFF or not set(danger.fired) <= set(before.fired)
    if danger.rules and is_news:
        profile.danger_told_at = now
        follow(person, danger, about=("safety-profile", uuid4()), now=now)
    profile.save()


@transaction.atomic
def add_facts(person: Person, codes: Collection[str]) -> None:
    """Answer these questions with yes: it was told elsewhere. The person can take it back by telling it anew."""
    take_turn(person)
    told = profile_of(person)
    if any(told[code] != "yes" for code in codes):
        set_profile(person, {**told, **dict.fromkeys(codes, "yes")})


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


def set_profile(person: Person, answers: Mapping[str, str]) -> None:
    """Keep these answers instead of all earlier ones; what is left out is unknown again."""
    SafetyProfile.objects.update_or_create(person=person, defaults={"answers": dict(answers)})
