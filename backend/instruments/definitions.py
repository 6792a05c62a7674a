"""Instruments and cards as the data files describe them, parsed and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from backend.instruments.grammar import Expression
from backend.instruments.levels import Level


@dataclass(frozen=True)
class Option:
    value: int | str
    label: str


@dataclass(frozen=True)
class Item:
    id: str
    text: str
    options: tuple[Option, ...]
    multi: bool
    ask_if: Expression | None
    follow_up: tuple[str, ...]  # spoken by a human who asks; never answered in the app
    loinc: str | None

    @cached_property
    def values(self) -> frozenset[int | str]:
        return frozenset(option.value for option in self.options)


@dataclass(frozen=True)
class Rule:
    """`id` stays the same in later versions: alerts and expected rules refer to it with `instrument`."""

    instrument: str
    id: str
    when: Expression
    level: Level
    actions: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Band(Rule):
    """Known by its label, or by its subscale where it has none; `scale` is None on a form without scores."""

    scale: str | None
    label: str | None


@dataclass(frozen=True)
class Skip:
    """Where `when` holds, the items are not asked, and scores take `value` for them, answered or not."""

    items: tuple[str, ...]
    when: Expression
    value: int


@dataclass(frozen=True)
class Refusal:
    """An answer that says nothing and is read as `counts_as`; the raw answer is kept."""

    value: int
    label: str
    items: frozenset[str]
    counts_as: int


@dataclass(frozen=True)
class Scale:
    """The sum of its items; `higher_is` is "better" or "worse"."""

    name: str
    items: tuple[str, ...]
    minimum: int
    maximum: int
    higher_is: str


@dataclass(frozen=True)
class Instrument:
    code: str
    version: int
    title: str
    enabled_by_default: bool
    items: tuple[Item, ...]  # the unscored extra item, where there is one, comes last
    scales: tuple[Scale, ...]  # empty for a form that has rules and no score
    rules: tuple[Rule, ...]  # bands and item rules in file order
    skips: tuple[Skip, ...]
    refusal: Refusal | None
    reliable_change: float | None
    rating_item: str | None  # the item that is a 0-10 craving rating
    rating_rules: tuple[Rule, ...]  # another instrument's rules, read here where that rating is given
    raw: Mapping[str, Any] = field(compare=False, repr=False)  # as in the file, for apps

    @cached_property
    def items_by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}


@dataclass(frozen=True)
class Sign:
    code: str
    text: str
    source: str
    urgent: bool
    see_card: str | None  # the card whose level counts for this sign


@dataclass(frozen=True)
class Card:
    code: str
    title: str
    level: Level  # opened when the person says that a sign happens to them now; reading a card opens nothing
    who: str
    signs: tuple[Sign, ...]
    do: tuple[str, ...]
    dont: tuple[str, ...]
    raise_to: str | None
    raw: Mapping[str, Any] = field(compare=False, repr=False)
