"""What a safety plan can say. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.crisis.safety_plan_form import Step, safety_plan_form

Entries = tuple[str, ...]


@dataclass(frozen=True)
class SafetyPlan:
    """Short entries by the code of their step; a step without any is left out."""

    entries: Mapping[str, Entries] = field(default_factory=dict)

    @classmethod
    def kept_as(cls, content: Mapping[str, Any] | None) -> "SafetyPlan":
        """Read what `as_json` wrote; after an erasure, of the key for one, the plan is empty."""
        return cls({code: tuple(entries) for code, entries in (content or {}).items()})

    def as_json(self) -> dict[str, Any]:
        return {code: list(entries) for code, entries in self.entries.items() if entries}

    def steps(self) -> list[tuple[Step, Entries]]:
        """Every step of the form in its order, with what the person wrote to it."""
        return [(step, self.entries.get(step.code, ())) for step in safety_plan_form().steps]
