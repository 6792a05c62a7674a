"""From the JSON of an instrument to its definition. The document adds up: `checks` has seen it before."""

from collections.abc import Mapping
from typing import Any

from backend.instruments.definitions import Band, Instrument, Item, Option, Refusal, Rule, Scale, Skip
from backend.instruments.grammar import Expression, parse
from backend.instruments.levels import Level
from backend.instruments.loading.document import items_of

Raw = Mapping[str, Any]

# The file numbers no instrument. The first change to a published one brings `version` into it.
FIRST_VERSION = 1

# Items that are craving ratings; `when_syntax.named_rules` says so in prose.
RATING_ITEMS = {"craving-nrs": "q1", "daily-check-in": "craving"}


def built(raw: Raw) -> Instrument:
    return Instrument(
        code=raw["code"],
        version=raw.get("version", FIRST_VERSION),
        title=raw["title"],
        enabled_by_default=raw.get("enabled_by_default", True),
        items=tuple(_item(item) for _, item in items_of(raw)),
        scales=scales_of(raw),
        rules=_rules(raw),
        skips=tuple(Skip(tuple(skip["items"]), parse(skip["when"]), skip["value"]) for skip in raw.get("skip", [])),
        refusal=_refusal(raw.get("refusal")),
        reliable_change=raw["scoring"].get("reliable_change"),
        rating_item=RATING_ITEMS.get(raw["code"]),
        rating_rules=(),
        raw=raw,
    )


def scales_of(raw: Raw) -> tuple[Scale, ...]:
    scoring = raw["scoring"]
    match scoring["method"]:
        case "rules":
            return ()
        case "subscales":
            return tuple(_scale(name, part) for name, part in scoring["subscales"].items())
        case _:
            return (_scale("total", {**scoring, "items": [item["id"] for item in raw["items"]]}),)


def band_name(raw: Raw) -> str | None:
    """Return what a band is known by: its label, or its subscale where it has none."""
    name: str | None = raw.get("label") or raw.get("subscale")
    return name


def band_scale(raw: Raw) -> str | None:
    return raw.get("subscale") or ("total" if "min" in raw else None)


def pointers_of_rules(raw: Raw) -> dict[str, str]:
    """Return where each rule and band stands, by the name it is known by."""
    bands = {str(band_name(band)): f"/bands/{number}" for number, band in enumerate(raw.get("bands", []))}
    return bands | {rule["id"]: f"/item_rules/{number}" for number, rule in enumerate(raw.get("item_rules", []))}


def _scale(name: str, raw: Raw) -> Scale:
    minimum, maximum = raw["range"]
    return Scale(name, tuple(raw["items"]), minimum, maximum, raw["higher_is"])


def _item(raw: Raw) -> Item:
    return Item(
        id=raw["id"],
        text=raw["text"],
        options=tuple(Option(option["value"], option["label"]) for option in raw["options"]),
        multi=raw.get("multi", False),
        ask_if=_maybe(raw.get("ask_if")),
        follow_up=tuple(raw.get("follow_up", [])),
        loinc=raw.get("loinc"),
    )


def _rules(raw: Raw) -> tuple[Rule, ...]:
    """Bands and item rules in the order of the file, because actions are joined in that order."""
    makers = {"bands": _band, "item_rules": _item_rule}
    return tuple(makers[section](part, raw["code"]) for section in raw if section in makers for part in raw[section])


def _item_rule(raw: Raw, code: str) -> Rule:
    return Rule(id=raw["id"], **_shared(raw, code))


def _band(raw: Raw, code: str) -> Rule:
    return Band(id=str(band_name(raw)), scale=band_scale(raw), label=raw.get("label"), **_shared(raw, code))


def _shared(raw: Raw, code: str) -> dict[str, Any]:
    return {
        "instrument": code,
        "when": parse(raw["when"]),
        "level": Level(raw["level"]),
        "actions": tuple(raw["actions"]),
        "note": raw.get("note", ""),
    }


def _refusal(raw: Raw | None) -> Refusal | None:
    if raw is None:
        return None
    return Refusal(raw["value"], raw["label"], frozenset(raw["items"]), raw["counts_as"])


def _maybe(when: str | None) -> Expression | None:
    return None if when is None else parse(when)
