"""The formats of one row: key strings in the order BMLT shows them, and ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# NAWS codes of formats that come first, in this order; all others follow by id.
FIRST = {"CLOSED": 0, "OPEN": 1}


@dataclass(frozen=True)
class FormatWords:
    """What a format is called in one language."""

    id: int
    world_id: str
    type: str
    language: str
    key: str
    name: str
    description: str


def keys_of(ids: Iterable[int], words: Mapping[int, FormatWords]) -> str:
    """Return the keys, joined by commas, each once. Formats without words are left out."""
    known = [words[format_id] for format_id in ids if format_id in words]
    ordered = sorted(known, key=lambda each: (FIRST.get(each.world_id, len(FIRST)), each.id))
    return ",".join(dict.fromkeys(each.key for each in ordered if each.key))


def ids_text(ids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(set(ids))))
