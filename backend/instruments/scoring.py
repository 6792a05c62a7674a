"""Scores exactly as the instrument publishes them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from backend.instruments.answers import values_of
from backend.instruments.definitions import Band, Instrument, Scale
from backend.instruments.facts import Facts
from backend.instruments.grammar import Values, evaluate


@dataclass(frozen=True)
class Score:
    """`value` is None when an item is missing; `band` is the band that holds: its label, or its subscale."""

    scale: str
    value: int | None
    band: str | None


def scores(instrument: Instrument, answers: Mapping[str, object]) -> tuple[Score, ...]:
    """Return one entry for each scale of the instrument, none for one that has only rules."""
    values = with_scores(instrument, values_of(instrument, answers, Facts()))
    return tuple(
        Score(scale.name, values.numbers.get(scale.name), _band(instrument, scale, values))
        for scale in instrument.scales
    )


def with_scores(instrument: Instrument, values: Values) -> Values:
    """Add every scale that is complete to the numbers that rules read."""
    scored = {**values.numbers, **_skipped(instrument, values)}
    sums = {scale.name: _sum(scale, scored) for scale in instrument.scales}
    complete = {name: value for name, value in sums.items() if value is not None}
    return replace(values, numbers={**values.numbers, **complete})


def _skipped(instrument: Instrument, values: Values) -> dict[str, int]:
    holding = (skip for skip in instrument.skips if evaluate(skip.when, values))
    return {item: skip.value for skip in holding for item in skip.items}


def _sum(scale: Scale, numbers: Mapping[str, int]) -> int | None:
    # No estimate for a missing item: half a form has no total that anybody validated.
    if any(item not in numbers for item in scale.items):
        return None
    return sum(numbers[item] for item in scale.items)


def _band(instrument: Instrument, scale: Scale, values: Values) -> str | None:
    bands = (rule for rule in instrument.rules if isinstance(rule, Band) and rule.scale == scale.name)
    return next((band.id for band in bands if evaluate(band.when, values)), None)
