"""The safety plan as a page to print: no script, nothing loaded from anywhere, its style allowed by its hash."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from backend.accounts.models import Person
from backend.api.inline_style import InlineStyle
from backend.care_team.help import help_to
from backend.coping.safety_plan.writing import safety_plan_of
from backend.crisis.pages.words import emergency_words, how_words, state_words
from backend.crisis.safety_plan_form import safety_plan_form
from backend.recurrence import zone_or_utc

STYLE = InlineStyle(Path(__file__).parent.parent / "templates" / "coping" / "safety_plan.css")


def printable(person: Person, *, now: datetime) -> str:
    """Return the page, with the emergency number and the lines of the person's country as they are now."""
    own, numbers = safety_plan_of(person), help_to(person, (), now=now)
    return render_to_string(
        "coping/safety_plan.html",
        {
            "style": STYLE.text,
            "form": safety_plan_form(),
            "steps": own.plan.steps(),
            "written_on": own.written_at and own.written_at.astimezone(zone_or_utc(person.tzid)).date(),
            "emergency": numbers["emergency"],
            "emergency_known": emergency_words(numbers["emergency"]),
            "lines": [_printed(line) for line in numbers["lines"]],
            "sentence": numbers["sentence"],
            "directory": numbers["directory"],
        },
    )


def _printed(line: Mapping[str, Any]) -> str:
    """What to do to reach a line, and how far it is known to be right: paper is read for years."""
    return f"{line['name']}: {how_words(line)} ({line['hours']}). {state_words(line)}"
