"""From the JSON of an instrument or card to its definition; what does not add up is named with its place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.instruments.definitions import (
    Band,
    Card,
    Instrument,
    Item,
    Option,
    Refusal,
    Rule,
    Scale,
    Sign,
    Skip,
)
from backend.instruments.grammar import (
    NAME,
    RESERVED,
    Comparison,
    Expression,
    HasAny,
    HasAtLeast,
    Leaf,
    Named,
    WhenError,
    leaves,
    parse,
)
from backend.instruments.levels import Level

Raw = Mapping[str, Any]

# The file numbers no instrument. The first change to a published one brings `version` into it.
FIRST_VERSION = 1

# Items that are craving ratings; `when_syntax.named_rules` says so in prose.
RATING_ITEMS = {"craving-nrs": "q1", "daily-check-in": "craving"}


class CatalogueError(ValueError):
    def __init__(self, place: str, detail: str) -> None:
        super().__init__(f"{place}: {detail}")
        self.place, self.detail = place, detail


@dataclass(frozen=True)
class Known:
    """What rules may refer to outside their instrument."""

    instruments: frozenset[str]
    cards: frozenset[str]
    actions: frozenset[str]  # as listed; a listed "offer:<instrument>" stands for every instrument
    named_rules: frozenset[str]


def instrument_from(raw: Raw, known: Known, *, place: str) -> Instrument:
    try:
        return _Loader(raw, known, place).instrument()
    except KeyError as missing:
        raise CatalogueError(place, f"field {missing} is missing") from missing


def card_from(raw: Raw, cards: frozenset[str], *, place: str) -> Card:
    try:
        return _card(raw, cards, place)
    except KeyError as missing:
        raise CatalogueError(place, f"field {missing} is missing") from missing


def _card(raw: Raw, cards: frozenset[str], place: str) -> Card:
    signs = tuple(
        Sign(sign["code"], sign["text"], sign["source"], sign["urgent"], sign.get("see_card")) for sign in raw["signs"]
    )
    for sign in signs:
        if sign.see_card is not None and sign.see_card not in cards:
            raise CatalogueError(f"{place} sign {sign.code}", f"unknown card {sign.see_card!r}")
    return Card(
        code=raw["code"],
        title=raw["title"],
        level=_level(raw["level"], place),
        who=raw["who"],
        signs=signs,
        do=tuple(raw["do"]),
        dont=tuple(raw["dont"]),
        raise_to=raw.get("raise_to"),
        raw=raw,
    )


def _level(text: str, place: str) -> Level:
    if text not in Level.__members__:
        raise CatalogueError(place, f"unknown level {text!r}")
    return Level(text)


def _refuse_repeats(names: Iterable[str], place: str) -> None:
    repeated = sorted(name for name, times in Counter(names).items() if times > 1)
    if repeated:
        raise CatalogueError(place, f"given twice: {', '.join(repeated)}")


class _Loader:
    """Reads one instrument; holds what every check of it needs."""

    def __init__(self, raw: Raw, known: Known, place: str) -> None:
        self._raw, self._known, self._place = raw, known, place
        self._raw_items: list[Raw] = [*raw["items"], *([raw["extra_item"]] if "extra_item" in raw else [])]
        self._scales = self._read_scales()
        self._names = {item["id"]: item for item in self._raw_items}

    def instrument(self) -> Instrument:
        self._check_names()
        raw = self._raw
        return Instrument(
            code=raw["code"],
            version=raw.get("version", FIRST_VERSION),
            title=raw["title"],
            enabled_by_default=raw.get("enabled_by_default", True),
            items=tuple(self._item(item) for item in self._raw_items),
            scales=self._scales,
            rules=self._rules(),
            skips=tuple(self._skip(skip, number) for number, skip in enumerate(raw.get("skip", []))),
            refusal=self._refusal(),
            reliable_change=raw["scoring"].get("reliable_change"),
            rating_item=RATING_ITEMS.get(raw["code"]),
            rating_rules=(),
            raw=raw,
        )

    def _check_names(self) -> None:
        names = [item["id"] for item in self._raw_items] + [scale.name for scale in self._scales]
        _refuse_repeats(names, self._place)
        for name in names:
            if not NAME.fullmatch(name) or name in RESERVED:
                raise CatalogueError(self._place, f"{name!r} cannot be a name in a rule")
        for scale in self._scales:
            self._check_items(scale.items, f"{self._place} scale {scale.name}")

    def _read_scales(self) -> tuple[Scale, ...]:
        scoring = self._raw["scoring"]
        match scoring["method"]:
            case "rules":
                return ()
            case "subscales":
                return tuple(self._scale(name, raw) for name, raw in scoring["subscales"].items())
            case "sum" | "value":
                every_item = [item["id"] for item in self._raw["items"]]
                return (self._scale("total", {**scoring, "items": every_item}),)
            case unknown:
                raise CatalogueError(self._place, f"unknown scoring method {unknown!r}")

    def _scale(self, name: str, raw: Raw) -> Scale:
        minimum, maximum = raw["range"]
        return Scale(name, tuple(raw["items"]), minimum, maximum, raw["higher_is"])

    def _item(self, raw: Raw) -> Item:
        place = f"{self._place} item {raw['id']}"
        options = tuple(Option(option["value"], option["label"]) for option in raw["options"])
        _refuse_repeats((str(option.value) for option in options), place)
        multi = raw.get("multi", False)
        if any(type(option.value) is not (str if multi else int) for option in options):
            raise CatalogueError(place, "a choice of many has words as values, any other item has integers")
        return Item(
            id=raw["id"],
            text=raw["text"],
            options=options,
            multi=multi,
            ask_if=self._when(raw["ask_if"], place) if "ask_if" in raw else None,
            follow_up=tuple(raw.get("follow_up", [])),
            loinc=raw.get("loinc"),
        )

    def _rules(self) -> tuple[Rule, ...]:
        """Bands and item rules in the order of the file, because actions are joined in that order."""
        makers = {"bands": self._band, "item_rules": self._item_rule}
        rules = tuple(
            makers[section](raw, f"{self._place} {section}[{number}]")
            for section in self._raw
            if section in makers
            for number, raw in enumerate(self._raw[section])
        )
        _refuse_repeats((rule.id for rule in rules), f"{self._place} rules")
        return rules

    def _item_rule(self, raw: Raw, place: str) -> Rule:
        return Rule(id=raw["id"], **self._shared(raw, place))

    def _band(self, raw: Raw, place: str) -> Rule:
        scale = raw.get("subscale") or ("total" if "min" in raw else None)
        if scale is not None and scale not in {known.name for known in self._scales}:
            raise CatalogueError(place, f"unknown scale {scale!r}")
        label = raw.get("label")
        return Band(id=label or raw["subscale"], scale=scale, label=label, **self._shared(raw, place))

    def _shared(self, raw: Raw, place: str) -> dict[str, Any]:
        return {
            "instrument": self._raw["code"],
            "when": self._when(raw["when"], place),
            "level": _level(raw["level"], place),
            "actions": tuple(self._action(action, place) for action in raw["actions"]),
            "note": raw.get("note", ""),
        }

    def _action(self, action: str, place: str) -> str:
        verb, colon, what = action.partition(":")
        targets = {"<instrument>": self._known.instruments, "<card>": self._known.cards}
        if colon:
            is_known = any(what in targets[kind] for kind in targets if f"{verb}:{kind}" in self._known.actions)
        else:
            is_known = action in self._known.actions
        if is_known:
            return action
        raise CatalogueError(place, f"unknown action, card or instrument in {action!r}")

    def _skip(self, raw: Raw, number: int) -> Skip:
        place = f"{self._place} skip[{number}]"
        self._check_items(raw["items"], place)
        return Skip(tuple(raw["items"]), self._when(raw["when"], place), raw["value"])

    def _refusal(self) -> Refusal | None:
        raw = self._raw.get("refusal")
        if raw is None:
            return None
        self._check_items(raw["items"], f"{self._place} refusal")
        return Refusal(raw["value"], raw["label"], frozenset(raw["items"]), raw["counts_as"])

    def _check_items(self, ids: Iterable[str], place: str) -> None:
        for id_ in ids:
            if id_ not in self._names:
                raise CatalogueError(place, f"unknown item {id_!r}")

    def _when(self, text: str, place: str) -> Expression:
        try:
            expression = parse(text)
        except WhenError as error:
            raise CatalogueError(place, str(error)) from error
        for leaf in leaves(expression):
            self._check_leaf(leaf, place)
        return expression

    def _check_leaf(self, leaf: Leaf, place: str) -> None:
        match leaf:
            case Comparison():
                self._check_comparison(leaf, place)
            case HasAny(name, choices):
                self._check_choices(name, choices, place)
            case HasAtLeast(name, _):
                self._check_choices(name, (), place)
            case Named(name) if name not in self._known.named_rules:
                raise CatalogueError(place, f"unknown named rule {name!r}")

    def _check_comparison(self, leaf: Comparison, place: str) -> None:
        if leaf.name in {scale.name for scale in self._scales}:
            return
        item = self._names.get(leaf.name)
        if item is None or item.get("multi"):
            raise CatalogueError(place, f"{leaf.name!r} is no item with a number, total or subscale")
        # A rule for a value nobody can give would never fire, and nobody would notice.
        if leaf.sign == "==" and leaf.value not in {option["value"] for option in item["options"]}:
            raise CatalogueError(place, f"item {leaf.name!r} has no choice {leaf.value}")

    def _check_choices(self, name: str, choices: tuple[str, ...], place: str) -> None:
        item = self._names.get(name)
        if item is None or not item.get("multi"):
            raise CatalogueError(place, f"{name!r} is no item with a choice of many")
        unknown = set(choices) - {option["value"] for option in item["options"]}
        if unknown:
            raise CatalogueError(place, f"item {name!r} has no choice {', '.join(sorted(unknown))}")
