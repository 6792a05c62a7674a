"""Requests of a phone, with everything filled in that a test does not care about."""

from typing import Any

from backend.care_team.safety_profile import QUESTIONS, set_profile
from tests.times import utc

NOON = utc("2026-11-24T17:00")


def log_craving(phone, *, intensity: int = 7, triggers: tuple[str, ...] = ("anxiety",), **more: Any):
    return phone.post("/v1/cravings", {"intensity": intensity, "triggers": list(triggers)} | more)


def rate_after(phone, craving, intensity_after: int | None, *, completed: bool = True, **more: Any):
    """Send the outcome of the exercise that a craving was answered with."""
    told = {"intensity_after": intensity_after, "completed": completed} | more
    return phone.post(f"/v1/exercise-sessions/{craving.data['session']['id']}/outcome", told)


def answer_profile(person, **answers: str) -> None:
    """Answer the questions about safety: "no" but for these."""
    set_profile(person, dict.fromkeys(QUESTIONS, "no") | answers)


def pointers_of(response) -> list[str]:
    return [error["pointer"] for error in response.data["errors"]]


def cards_of(response) -> list[str]:
    """The codes of the cards of its help."""
    return [card["code"] for card in response.data["help"]["cards"]]
