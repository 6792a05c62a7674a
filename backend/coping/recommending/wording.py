"""Why this exercise, in plain words: reading grade 6 or less, nothing that blames."""

import math

from backend.coping.exercises.definitions import Exercise
from backend.coping.recommending.filtering import Situation, Withheld

# How a trigger is spoken of in "You named …".
TRIGGER_WORDS = {
    "stress": "stress",
    "anxiety": "worry",
    "anger": "anger",
    "sadness": "feeling sad",
    "loneliness": "feeling alone",
    "boredom": "being bored",
    "shame": "shame",
    "memory": "a memory",
    "people_places": "people or places",
    "money": "money",
    "insomnia": "not sleeping",
    "physical_discomfort": "not feeling well",
    "fatigue": "being tired",
    "hunger": "hunger",
    "positive_mood": "feeling good",
    "testing_control": "testing yourself",
    "conflict": "a fight with someone",
    "social_pressure": "a push from others",
}
INSTEAD = {
    Withheld.ACT_NOW: "Right now you need a person, not an exercise. Please call a number below.",
    Withheld.MEDICAL_HELP: "These can be signs of danger. Please call the emergency number now.",
    Withheld.PARK_FIRST: "Please stop in a safe place first. Then ask again.",
    Withheld.TALK_FIRST: "The urge stayed strong two times. Please talk to a person now. The numbers are below.",
    Withheld.NOTHING_FITS: "No exercise fits right now. A person may help more. The numbers are below.",
}
PEOPLE_FIRST = "Reach out to a person first. The numbers are below. This can help while you wait."


def because(exercise: Exercise, situation: Situation, *, people_first: bool) -> str:
    """Say why this exercise was chosen, and that it takes longer than there is time when it does."""
    reason = _reason(exercise, situation)
    return f"{PEOPLE_FIRST} {reason}" if people_first else reason


def _reason(exercise: Exercise, situation: Situation) -> str:
    takes = math.ceil(exercise.duration_seconds / 60)
    available = situation.minutes_available
    if available is not None and exercise.duration_seconds > available * 60:
        return f"Nothing here fits in {_minutes(available)}. The shortest here takes about {_minutes(takes)}."
    matched = next((trigger for trigger in situation.triggers if trigger in exercise.triggers), None)
    if matched is None:
        return f"This one suits an urge this strong. It takes about {_minutes(takes)}."
    return f"You named {TRIGGER_WORDS[matched]}. This one is meant for that. It takes about {_minutes(takes)}."


def _minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"
