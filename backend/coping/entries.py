"""A line that a person writes into a plan of theirs."""

import unicodedata
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
