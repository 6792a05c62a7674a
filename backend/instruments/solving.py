"""Answers under which an expression holds, found leaf by leaf: so a rule that nobody's answers can fire is noticed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from backend.instruments.adding_up import values_for
from backend.instruments.definitions import Instrument, Item, Scale, Skip
from backend.instruments.facts import Facts
from backend.instruments.grammar import (
    And,
    Comparison,
    Expression,
    HasAny,
    HasAtLeast,
    Leaf,
    Named,
    Not,
    Or,
    PlanIs,
    Values,
    evaluate,
    leaves,
)

# Far above what written rules need; what is made to be hard is given up instead of searched for ever.
MOST_STEPS = 50_000
MOST_PICKS = 5_000

Literal = tuple[Leaf, bool]  # the leaf, and whether it must hold
# What must hold, by the name that the leaf is about.
Wanted = Mapping[str, tuple[Literal, ...]]
Answer = int | list[str] | None


@dataclass(frozen=True)
class Case:
    answers: dict[str, int | list[str]]
    facts: Facts


class Search:
    """Looks for cases of one instrument. It gives up after MOST_STEPS, over all that it is asked."""

    def __init__(self, instrument: Instrument) -> None:
        self._items = instrument.items_by_id
        self._scales = {scale.name: scale for scale in instrument.scales}
        self._skips = instrument.skips
        self._steps = 0

    def cases(self, expression: Expression, *, highest: bool = False) -> Iterator[Case]:
        """Yield cases that should make it hold, with the lowest or the highest scores first. The caller reads them."""
        for wanted in self._holding(expression, True, {}):
            for scores in self._scores_needed(wanted):
                for decided, skipped in self._skipping(scores, wanted):
                    answers = self._answers(scores, decided, skipped, highest=highest)
                    if answers is not None:
                        yield Case(answers, _facts(decided))

    def _holding(self, expression: Expression, want: bool, wanted: Wanted) -> Iterator[Wanted]:
        """Yield every way to make the expression come out as wanted, beside what is wanted already."""
        if not self._may_go_on(1):
            return
        match expression:
            case Not(part):
                yield from self._holding(part, not want, wanted)
            case And(parts) if want:
                yield from self._all(parts, True, wanted)
            case Or(parts) if not want:
                yield from self._all(parts, False, wanted)
            case And(parts) | Or(parts):
                for part in parts:
                    yield from self._holding(part, want, wanted)
            case leaf:
                more = {**wanted, _about(leaf): (*wanted.get(_about(leaf), ()), (leaf, want))}
                if self._can_be(_about(leaf), more[_about(leaf)]):
                    yield more

    def _may_go_on(self, steps: int) -> bool:
        self._steps += steps
        return self._steps <= MOST_STEPS

    def _all(self, parts: Sequence[Expression], want: bool, wanted: Wanted) -> Iterator[Wanted]:
        if not parts:
            yield wanted
            return
        # What leaves least open comes first: a contradiction is found before the ways around it are counted.
        first, *rest = sorted(parts, key=lambda part: sum(1 for _ in leaves(part)))
        for found in self._holding(first, want, wanted):
            yield from self._all(rest, want, found)

    def _can_be(self, name: str, literals: Sequence[Literal]) -> bool:
        if name in self._items:
            return any(True for _ in self._answers_to(self._items[name], literals))
        if name in self._scales:
            return _may_be_missing(literals) or any(
                _holds(name, total, literals) for total in _turning_points(self._scales[name], literals)
            )
        return len({want for _, want in literals}) == 1

    def _answers_to(self, item: Item, literals: Sequence[Literal]) -> Iterator[Answer]:
        """Yield the answers that fit, none at all first and then the lowest or fewest."""
        if _may_be_missing(literals):
            yield None
        if item.multi:
            yield from self._choices(item, literals)
        else:
            yield from (v for v in sorted(_numbers(item)) if _holds(item.id, v, literals))

    def _choices(self, item: Item, literals: Sequence[Literal]) -> Iterator[list[str]]:
        barred = {word for leaf, want in literals if isinstance(leaf, HasAny) and not want for word in leaf.choices}
        words = [str(option.value) for option in item.options if option.value not in barred]
        picks = (pick for size in range(len(words) + 1) for pick in combinations(words, size))
        for pick in islice(picks, MOST_PICKS):
            values = Values(choices={item.id: frozenset(pick)})
            if self._may_go_on(1) and all(evaluate(leaf, values) is want for leaf, want in literals):
                yield list(pick)

    def _scores_needed(self, wanted: Wanted) -> Iterator[list[Scale]]:
        """Yield the scales to complete: one whose leaves are all to be false may be left without a value."""
        ways = [
            [[], [self._scales[name]]] if _may_be_missing(literals) else [[self._scales[name]]]
            for name, literals in wanted.items()
            if name in self._scales
        ]
        yield from ([scale for part in way for scale in part] for way in product(*ways))

    def _skipping(self, scores: Iterable[Scale], wanted: Wanted) -> Iterator[tuple[Wanted, Mapping[str, int]]]:
        """Decide every skip that the scores depend on, in both ways."""
        needed = {item for scale in scores for item in scale.items}
        yield from self._decide([skip for skip in self._skips if needed & set(skip.items)], wanted, {})

    def _decide(
        self, skips: Sequence[Skip], wanted: Wanted, skipped: Mapping[str, int]
    ) -> Iterator[tuple[Wanted, Mapping[str, int]]]:
        if not skips:
            yield wanted, skipped
            return
        skip, rest = skips[0], skips[1:]
        for more in self._holding(skip.when, False, wanted):
            yield from self._decide(rest, more, skipped)
        for more in self._holding(skip.when, True, wanted):
            yield from self._decide(rest, more, {**skipped, **dict.fromkeys(skip.items, skip.value)})

    def _answers(
        self, scores: Sequence[Scale], wanted: Wanted, skipped: Mapping[str, int], *, highest: bool
    ) -> dict[str, int | list[str]] | None:
        answers = {
            name: next(self._answers_to(self._items[name], literals))
            for name, literals in wanted.items()
            if name in self._items
        }
        scored = self._scored(scores, wanted, skipped, highest=highest)
        if scored is None:
            return None
        return {item: value for item, value in {**answers, **scored}.items() if value is not None}

    def _scored(
        self, scores: Sequence[Scale], wanted: Wanted, skipped: Mapping[str, int], *, highest: bool
    ) -> dict[str, int] | None:
        """Return values for the items of these scales that bring their scores out as wanted."""
        if not scores:
            return {}
        items = dict.fromkeys(item for scale in scores for item in scale.items)
        choices = {item: [skipped[item]] if item in skipped else self._values_of(item, wanted) for item in items}

        def fits(found: Mapping[str, int]) -> bool:
            return self._may_go_on(1) and all(_holds(name, n, wanted.get(name, ())) for name, n in found.items())

        values = values_for(scores, choices, fits, highest=highest)
        return values and {item: value for item, value in values.items() if item not in skipped}

    def _values_of(self, item: str, wanted: Wanted) -> list[int]:
        values = self._answers_to(self._items[item], wanted.get(item, ()))
        return [value for value in values if isinstance(value, int)]


def _turning_points(scale: Scale, literals: Iterable[Literal]) -> set[int]:
    """Return totals among which one fits if any does: comparisons turn only beside their numbers."""
    numbers = [leaf.value for leaf, _ in literals if isinstance(leaf, Comparison)]
    points = {scale.minimum, scale.maximum, *(number + step for number in numbers for step in (-1, 0, 1))}
    return {point for point in points if scale.minimum <= point <= scale.maximum}


def _about(leaf: Leaf) -> str:
    match leaf:
        case PlanIs(substance):
            return f"plan is {substance}"
        case Named(name):
            return f"{name}()"
        case Comparison(name) | HasAny(name) | HasAtLeast(name):
            return name


def _holds(name: str, number: int, literals: Iterable[Literal]) -> bool:
    values = Values(numbers={name: number})
    return all(evaluate(leaf, values) is want for leaf, want in literals)


def _may_be_missing(literals: Iterable[Literal]) -> bool:
    return not any(want for _, want in literals)


def _numbers(item: Item) -> list[int]:
    return [option.value for option in item.options if isinstance(option.value, int)]


def _facts(wanted: Wanted) -> Facts:
    holding = [leaf for literals in wanted.values() for leaf, want in literals if want]
    named = {leaf.name: True for leaf in holding if isinstance(leaf, Named)}
    return Facts(substances=frozenset(leaf.substance for leaf in holding if isinstance(leaf, PlanIs)), **named)
