"""Whether a document of the right shape adds up: every name leads somewhere, every rule can fire on some answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from backend.instruments.definitions import Scale
from backend.instruments.grammar import (
    NAME,
    NO_CHOICE,
    RESERVED,
    Comparison,
    Expression,
    HasAny,
    HasAtLeast,
    Leaf,
    Named,
    Values,
    WhenError,
    evaluate,
    leaves,
    names,
    parse,
)
from backend.instruments.loading.building import Raw, band_name, band_scale, scales_of
from backend.instruments.loading.document import items_of
from backend.instruments.loading.faults import Fault
from backend.instruments.loading.shapes import below

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Known:
    """What rules may refer to outside their instrument."""

    instruments: frozenset[str]
    cards: frozenset[str]
    actions: frozenset[str]  # as listed; a listed "offer:<instrument>" stands for every instrument
    named_rules: frozenset[str]


@dataclass(frozen=True)
class _Document:
    raw: Raw
    known: Known
    items: Mapping[str, Raw]
    scales: Mapping[str, Scale]


def meaning_faults(raw: Raw, known: Known) -> list[Fault]:
    unsure = list(_names(raw))
    if unsure:  # what refers to a name that means two things cannot be judged
        return unsure
    document = _Document(
        raw=raw,
        known=known,
        items={item["id"]: item for _, item in items_of(raw)},
        scales={scale.name: scale for scale in scales_of(raw)},
    )
    parts = (_items, _scales, _skips, _refusal, _bands, _item_rules, _rule_names)
    return [fault for part in parts for fault in part(document)]


def _names(raw: Raw) -> Iterator[Fault]:
    if not CODE.fullmatch(raw["code"]):
        yield Fault("/code", "Use small letters, digits and single hyphens.")
    places = [(below(pointer, "id"), item["id"]) for pointer, item in items_of(raw)]
    subscales = raw["scoring"].get("subscales", {})
    places += [(below("/scoring/subscales", name), name) for name in subscales]
    yield from _repeats(places, taken={scale.name for scale in scales_of(raw) if not subscales})
    for pointer, name in places:
        if not NAME.fullmatch(name) or name in RESERVED:
            yield Fault(pointer, "This cannot be a name in a rule.")


def _items(document: _Document) -> Iterator[Fault]:
    for pointer, item in items_of(document.raw):
        yield from _options(pointer, item)
        if "ask_if" in item:
            yield from _when(document, item["ask_if"], below(pointer, "ask_if"), but_not={item["id"]})
        subscale = item.get("subscale")
        scale = document.scales.get(subscale or "")
        if subscale is not None and (scale is None or item["id"] not in scale.items):
            yield Fault(below(pointer, "subscale"), "This subscale does not name the item.")
        if item.get("scored", False):
            yield Fault(below(pointer, "scored"), "The extra item is never scored.")


def _options(pointer: str, item: Raw) -> Iterator[Fault]:
    multi, options = item.get("multi", False), below(pointer, "options")
    places = [(f"{options}/{number}/value", str(each["value"])) for number, each in enumerate(item["options"])]
    yield from _repeats(places)
    for number, option in enumerate(item["options"]):
        value = option["value"]
        if multi and not (isinstance(value, str) and NAME.fullmatch(value) and value not in RESERVED):
            yield Fault(f"{options}/{number}/value", "A choice of many has words as values, of letters, digits and _.")
        if not multi and not isinstance(value, int):
            yield Fault(f"{options}/{number}/value", "An item with one answer has whole numbers as values.")


def _scales(document: _Document) -> Iterator[Fault]:
    method = document.raw["scoring"]["method"]
    if method == "value" and len(document.raw["items"]) != 1:
        yield Fault("/scoring/method", "Only the answer to a single item can be the value.")
    for name, scale in document.scales.items():
        pointer = below("/scoring/subscales", name) if method == "subscales" else "/scoring"
        unscored = list(_numeric_items(document, scale.items, below(pointer, "items")))
        yield from unscored
        if not unscored and (scale.minimum, scale.maximum) != _extremes(document, scale):
            yield Fault(below(pointer, "range"), "The range must reach from the lowest to the highest possible score.")


def _extremes(document: _Document, scale: Scale) -> tuple[int, int]:
    values = [_numbers(document.items[item]) for item in scale.items]
    return sum(map(min, values)), sum(map(max, values))


def _skips(document: _Document) -> Iterator[Fault]:
    skipped: list[tuple[str, str]] = []
    for number, skip in enumerate(document.raw.get("skip", [])):
        pointer = f"/skip/{number}"
        yield from _numeric_items(document, skip["items"], f"{pointer}/items")
        yield from _when(document, skip["when"], f"{pointer}/when", but_not={*skip["items"], *document.scales})
        yield from _among_choices(document, skip["items"], skip["value"], f"{pointer}/value")
        skipped += [(f"{pointer}/items/{place}", item) for place, item in enumerate(skip["items"])]
    yield from _repeats(skipped)


def _refusal(document: _Document) -> Iterator[Fault]:
    refusal = document.raw.get("refusal")
    if refusal is None:
        return
    yield from _numeric_items(document, refusal["items"], "/refusal/items")
    yield from _among_choices(document, refusal["items"], refusal["counts_as"], "/refusal/counts_as")
    if any(refusal["value"] in _numbers(document.items.get(item, {})) for item in refusal["items"]):
        yield Fault("/refusal/value", "A refusal must differ from every choice of its items.")


def _bands(document: _Document) -> Iterator[Fault]:
    for number, band in enumerate(document.raw.get("bands", [])):
        pointer, scale = f"/bands/{number}", band_scale(band)
        yield from _consequence(document, band, pointer)
        if band_name(band) is None:
            yield Fault(pointer, "A band needs a label or a subscale.")
        if scale is not None and scale not in document.scales:
            yield Fault(below(pointer, "subscale" if "subscale" in band else "min"), "There is no such score.")
        elif ("min" in band or "max" in band) and not _says_the_same(document, band):
            yield Fault(pointer, "`min` and `max` must say for a total what `when` says.")


def _says_the_same(document: _Document, band: Raw) -> bool:
    scale = document.scales.get("total")
    if scale is None or "min" not in band or "max" not in band:
        return False
    expression = _parsed(band["when"])
    if expression is None or names(expression) != {"total"}:
        return False
    inside, edges = {band["min"], band["max"]}, {band["min"] - 1, band["max"] + 1}
    totals = {total for total in inside | edges if scale.minimum <= total <= scale.maximum}
    holding = {total for total in totals if evaluate(expression, Values(numbers={"total": total}))}
    return holding == inside


def _item_rules(document: _Document) -> Iterator[Fault]:
    for number, rule in enumerate(document.raw.get("item_rules", [])):
        yield from _consequence(document, rule, f"/item_rules/{number}")


def _rule_names(document: _Document) -> Iterator[Fault]:
    places = [(f"/bands/{n}", band_name(band) or "") for n, band in enumerate(document.raw.get("bands", []))]
    places += [(f"/item_rules/{n}/id", rule["id"]) for n, rule in enumerate(document.raw.get("item_rules", []))]
    yield from _repeats(places)


def _consequence(document: _Document, raw: Raw, pointer: str) -> Iterator[Fault]:
    yield from _when(document, raw["when"], below(pointer, "when"))
    for number, action in enumerate(raw["actions"]):
        if not _is_action(document.known, action):
            yield Fault(f"{pointer}/actions/{number}", "There is no such action, card or instrument.")


def _is_action(known: Known, action: str) -> bool:
    verb, colon, what = action.partition(":")
    targets = {"<instrument>": known.instruments, "<card>": known.cards}
    if not colon:
        return action in known.actions
    return any(what in targets[kind] for kind in targets if f"{verb}:{kind}" in known.actions)


def _when(document: _Document, when: str, pointer: str, *, but_not: Iterable[str] = ()) -> Iterator[Fault]:
    """`but_not` are names that may not stand here: an item cannot decide whether it is asked itself."""
    try:
        expression = parse(when)
    except WhenError as error:
        yield Fault(pointer, f"Position {error.position}: {error.detail}.")
        return
    for leaf in leaves(expression):
        name = getattr(leaf, "name", "")
        detail = "this cannot be decided by itself, or by a score" if name in but_not else _leaf_fault(document, leaf)
        if detail:
            yield Fault(pointer, f"Position {_position(when, name)}: {detail}.")


def _leaf_fault(document: _Document, leaf: Leaf) -> str | None:
    item = document.items.get(getattr(leaf, "name", ""), {})
    match leaf:
        case Comparison():
            return _comparison_fault(document, leaf, item)
        case HasAny() | HasAtLeast() if not item.get("multi"):
            return "no item with a choice of many has this name"
        case HasAny(_, choices) if not set(choices) <= _choices(item):
            return "the item has no such choice"
        case HasAtLeast(_, count) if count > len(_choices(item) - {NO_CHOICE}):
            return "the item has fewer choices"
        case Named(name) if name not in document.known.named_rules:
            return "there is no such named rule"
    return None


def _comparison_fault(document: _Document, leaf: Comparison, item: Raw) -> str | None:
    scale = document.scales.get(leaf.name)
    if scale is None and (not item or item.get("multi")):
        return "no item with a number, and no score, has this name"
    ends = {scale.minimum, scale.maximum, min(max(leaf.value, scale.minimum), scale.maximum)} if scale else set()
    # A rule for a value nobody can give would never fire, and nobody would notice.
    if not any(evaluate(leaf, Values(numbers={leaf.name: value})) for value in ends or _numbers(item)):
        return "no answer has such a value"
    return None


def _numeric_items(document: _Document, ids: Iterable[str], pointer: str) -> Iterator[Fault]:
    yield from _repeats([(f"{pointer}/{number}", id_) for number, id_ in enumerate(ids)])
    for number, id_ in enumerate(ids):
        item = document.items.get(id_)
        if item is None:
            yield Fault(f"{pointer}/{number}", "There is no such item.")
        elif item.get("multi") or not _numbers(item):
            yield Fault(f"{pointer}/{number}", "This needs an item with one answer, a number.")


def _among_choices(document: _Document, ids: Iterable[str], value: int, pointer: str) -> Iterator[Fault]:
    known = [document.items[id_] for id_ in ids if id_ in document.items]
    if any(value not in _numbers(item) for item in known):
        yield Fault(pointer, "This must be one of the values of each of its items.")


def _numbers(item: Raw) -> set[int]:
    return {option["value"] for option in item.get("options", ()) if isinstance(option["value"], int)}


def _choices(item: Raw) -> set[str]:
    return {option["value"] for option in item["options"] if isinstance(option["value"], str)}


def _parsed(when: str) -> Expression | None:
    try:
        return parse(when)
    except WhenError:
        return None


def _position(when: str, name: str) -> int:
    found = re.search(rf"\b{re.escape(name)}\b", when)
    return found.start() if found else 0


def _repeats(places: Iterable[tuple[str, str]], *, taken: Iterable[str] = ()) -> Iterator[Fault]:
    seen = set(taken)
    for pointer, name in places:
        if name in seen:
            yield Fault(pointer, "This is given twice.")
        seen.add(name)
