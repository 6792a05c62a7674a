from collections.abc import Mapping
from typing import Any

from backend.instruments.definitions import Card, Sign
from backend.instruments.levels import Level
from backend.instruments.loading.faults import CatalogueError, Fault


def card_from(raw: Mapping[str, Any], cards: frozenset[str], *, place: str) -> Card:
    try:
        return _card(raw, cards, place)
    except KeyError as missing:
        raise CatalogueError(place, [Fault("", f"field {missing} is missing")]) from missing


def _card(raw: Mapping[str, Any], cards: frozenset[str], place: str) -> Card:
    signs = tuple(
        Sign(sign["code"], sign["text"], sign["source"], sign["urgent"], sign.get("see_card")) for sign in raw["signs"]
    )
    for number, sign in enumerate(signs):
        if sign.see_card is not None and sign.see_card not in cards:
            raise CatalogueError(place, [Fault(f"/signs/{number}/see_card", "There is no such card.")])
    if raw["level"] not in Level.__members__:
        raise CatalogueError(place, [Fault("/level", "There is no such level.")])
    return Card(
        code=raw["code"],
        title=raw["title"],
        level=Level(raw["level"]),
        who=raw["who"],
        signs=signs,
        do=tuple(raw["do"]),
        dont=tuple(raw["dont"]),
        raise_to=raw.get("raise_to"),
        raw=raw,
    )
