"""What a person writes into a plan of theirs: lines, and the steps that they belong to."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from backend.api.serializers import PlainText

LONGEST = 200
UNSEEN = "There are characters in it that cannot be seen. Please type it again."


class Entry(PlainText):
    """One short line: breaks become spaces, and what cannot be shown is refused."""

    def __init__(self, max_length: int = LONGEST, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        line = " ".join(super().to_internal_value(data).split())
        if any(unicodedata.category(each) == "Cc" for each in line):
            raise serializers.ValidationError(UNSEEN)
        return line


def each_step_once(steps: Iterable[Mapping[str, Any]]) -> None:
    """Raises ValidationError where a step of a plan is given twice: one of them would be lost."""
    given = Counter(step["code"] for step in steps)
    if any(count > 1 for count in given.values()):
        raise serializers.ValidationError({"steps": "Give each step once."})
