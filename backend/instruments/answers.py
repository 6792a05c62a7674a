"""Answers as a phone sends them: which are valid, what can be read, how parts merge."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.instruments.definitions import Instrument, Item
from backend.instruments.facts import Facts
from backend.instruments.grammar import Values


@dataclass(frozen=True)
class InvalidAnswer:
    """`detail` never repeats the value: a problem shows it, and the value is health data."""

    pointer: str
    detail: str


def check_answers(instrument: Instrument, answers: Mapping[str, object]) -> list[InvalidAnswer]:
    """Return what makes these answers unknown to the instrument; null is a valid answer for "not answered".

    A choice given twice counts once, and `none` beside another choice is accepted: a contradiction is no
    reason to refuse an answer that may hold a red flag.
    """
    return [invalid for item_id, value in answers.items() for invalid in _invalid(instrument, item_id, value)]


def valid_part(instrument: Instrument, answers: Mapping[str, object]) -> dict[str, Any]:
    """Return the answers that can be read, without nulls: a bad one must not hide a red flag."""
    parts = {
        item_id: _readable(instrument, instrument.items_by_id[item_id], value)
        for item_id, value in answers.items()
        if item_id in instrument.items_by_id
    }
    return {item_id: value for item_id, value in parts.items() if value is not None}


def are_readable(instrument: Instrument, answers: Mapping[str, object]) -> bool:
    """Whether every answer is of its item's kind: a number or choices. One that is not may have meant anything."""
    items = instrument.items_by_id
    return all(_is_of_kind(items[item_id], value) for item_id, value in answers.items() if item_id in items)


def merge(stored: Mapping[str, object], part: Mapping[str, object]) -> dict[str, Any]:
    """Lay a part over what is stored, item by item; null removes."""
    return {item_id: value for item_id, value in {**stored, **part}.items() if value is not None}


def craving_rating(instrument: Instrument, answers: Mapping[str, object]) -> int | None:
    """Return the 0-10 craving rating that these answers bring, if any."""
    if instrument.rating_item is None:
        return None
    rating: int | None = valid_part(instrument, answers).get(instrument.rating_item)
    return rating


def values_of(instrument: Instrument, answers: Mapping[str, object], facts: Facts) -> Values:
    """Return what rules read, still without scores: answers as given, a refusal as what it counts as."""
    readable = valid_part(instrument, answers)
    return Values(
        numbers={id_: _counted(instrument, id_, value) for id_, value in readable.items() if type(value) is int},
        choices={id_: frozenset(value) for id_, value in readable.items() if isinstance(value, list)},
        substances=facts.substances,
        named=facts.named,
    )


def _invalid(instrument: Instrument, item_id: str, value: object) -> list[InvalidAnswer]:
    pointer = "/answers/" + item_id.replace("~", "~0").replace("/", "~1")  # RFC 6901 section 3
    item = instrument.items_by_id.get(item_id)
    if item is None:
        return [InvalidAnswer(pointer, "This instrument has no such item.")]
    if value is None:
        return []
    if not item.multi:
        is_valid = _is_choice(instrument, item, value)
        return [] if is_valid else [InvalidAnswer(pointer, "This is not one of the item's values.")]
    if not isinstance(value, list):
        return [InvalidAnswer(pointer, "This item takes a list of choices.")]
    return [
        InvalidAnswer(f"{pointer}/{position}", "This is not one of the item's choices.")
        for position, choice in enumerate(value)
        if not _is_choice(instrument, item, choice)
    ]


def _readable(instrument: Instrument, item: Item, value: object) -> int | list[str] | None:
    if not item.multi:
        return value if isinstance(value, int) and _is_choice(instrument, item, value) else None
    # One bare choice is refused by the check, and still read: only its wrapping is wrong.
    choices: list[Any] = value if isinstance(value, list) else [value]
    known = [choice for choice in choices if _is_choice(instrument, item, choice)]
    return known if known or value == [] else None


def _is_of_kind(item: Item, value: object) -> bool:
    if value is None:
        return True
    if not item.multi:
        return type(value) is int
    return all(type(choice) is str for choice in (value if isinstance(value, list) else [value]))


def _is_choice(instrument: Instrument, item: Item, value: object) -> bool:
    # The exact type, because True == 1 and 1.0 == 1, and neither is an answer.
    if type(value) is str and item.multi:
        return value in item.values
    if type(value) is int and not item.multi:
        return value in item.values or _is_refusal(instrument, item.id, value)
    return False


def _is_refusal(instrument: Instrument, item_id: str, value: int) -> bool:
    refusal = instrument.refusal
    return refusal is not None and item_id in refusal.items and value == refusal.value


def _counted(instrument: Instrument, item_id: str, value: int) -> int:
    refusal = instrument.refusal
    if refusal is not None and _is_refusal(instrument, item_id, value):
        return refusal.counts_as
    return value
