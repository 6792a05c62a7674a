"""The blank safety plan: six steps in a fixed order, under our own labels.

The published form is copyright Stanley and Brown and is not copied: `official_form` leads to it.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data" / "safety_plan.json"


@dataclass(frozen=True)
class Step:
    """`code` stays the same in later versions: what somebody has written is kept under it."""

    code: str
    title: str
    prompt: str


@dataclass(frozen=True)
class OfficialForm:
    name: str
    url: str
    note: str


@dataclass(frozen=True)
class SafetyPlanForm:
    """`version` grows with each change of a label."""

    version: int
    language: str
    written_on: date
    intro: str
    official_form: OfficialForm
    steps: tuple[Step, ...]


@cache
def safety_plan_form() -> SafetyPlanForm:
    document: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return SafetyPlanForm(
        version=document["version"],
        language=document["language"],
        written_on=date.fromisoformat(document["written_on"]),
        intro=document["intro"],
        official_form=OfficialForm(**document["official_form"]),
        steps=tuple(Step(**step) for step in document["steps"]),
    )
