"""Answers item by item, in the words of the questionnaire. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.instruments.definitions import Instrument, Item

NOT_ANSWERED = "not answered"


@dataclass(frozen=True)
class Answered:
    """One item; `answer` is the label of what was chosen, several joined, or the answer as it came."""

    text: str
    answer: str
    is_given: bool


def answered_items(instrument: Instrument, answers: Mapping[str, Any]) -> list[Answered]:
    """Return every item in the order of the form; those that were never asked of this person are not answered."""
    return [
        Answered(item.text, _words(instrument, item, answers[item.id]), is_given=True)
        if item.id in answers
        else Answered(item.text, NOT_ANSWERED, is_given=False)
        for item in instrument.items
    ]


def _words(instrument: Instrument, item: Item, given: Any) -> str:
    labels = {option.value: option.label for option in item.options}
    refusal = instrument.refusal
    if refusal is not None and item.id in refusal.items:
        labels[refusal.value] = refusal.label
    values = given if isinstance(given, list) else [given]
    return ", ".join(str(labels.get(value, value)) for value in values)
