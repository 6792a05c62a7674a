"""Worked examples of every rule, for apps that read the rules themselves when there is no signal."""

import json
from functools import cache
from typing import Any

from backend.instruments.catalogue import DATA


@cache
def vectors() -> tuple[dict[str, Any], ...]:
    """Return all, as JSON: `name`, `instrument`, `answers`, `facts`, `expect` {level, actions, scores}."""
    return tuple(json.loads((DATA / "vectors.json").read_text(encoding="utf-8"))["vectors"])


def vectors_for(code: str) -> list[dict[str, Any]]:
    return [vector for vector in vectors() if vector["instrument"] == code]
