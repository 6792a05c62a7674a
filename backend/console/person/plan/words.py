"""A care plan in words. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

MEDICINE = "A prescribed medicine is on the plan: check-ins ask about it."
Line = tuple[str, list[str]]


def lines_of(plan: Mapping[str, Any]) -> list[Line]:
    """Return what a plan says, as it is kept; what it leaves open is left out."""
    found = [
        ("Care", _care(plan["care"])),
        ("Substances", [phrase(code) for code in plan["substances"]]),
        ("Medicine", [MEDICINE] if plan["has_prescribed"] else []),
        ("Benzodiazepine taper", _span(plan["taper"], "first_day", "last_day")),
        ("Goals", [_goal(goal) for goal in plan["goals"]]),
        ("Parts of the care", [phrase(code) for code in plan["components"]]),
        ("Review", [day_words(plan["review_on"])] if plan["review_on"] else []),
        ("Language", [plan["language"]] if plan["language"] else []),
        ("What they need to take part", [plan["access_needs"]] if plan["access_needs"] else []),
    ]
    return [(words, parts) for words, parts in found if parts]


def choices_of(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, phrase(code)) for code in codes]


def phrase(code: str) -> str:
    """`group-counselling` as `Group counselling`."""
    return code.replace("-", " ").capitalize()


def day_words(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %b %Y}"


def _care(care: Mapping[str, Any] | None) -> list[str]:
    return [f"{phrase(care['level'])}, {span}" for span in _span(care, "from_on", "until_on")] if care else []


def _span(part: Mapping[str, Any] | None, first: str, last: str) -> list[str]:
    if part is None:
        return []
    until = f" to {day_words(part[last])}" if part[last] else ""
    return [f"from {day_words(part[first])}{until}"]


def _goal(goal: Mapping[str, Any]) -> str:
    return f"{goal['text']} (review {day_words(goal['review_on'])})" if goal["review_on"] else str(goal["text"])
