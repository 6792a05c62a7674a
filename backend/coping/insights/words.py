"""Insights in plain words: what was logged, and no more than that. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from backend.coping.insights.summing import Direction, Helped, Mean, Trend

NOT_ENOUGH = "Not enough yet."
# Few ratings may say too little, or many too different things: the interval alone does not tell which.
MAY_BE_CHANCE = "This may be chance."
# Beside all of it: nobody drew lots here, and urges fall by themselves too.
WHAT_IT_IS = "This is what was logged. It does not show what caused what. Urges also fall by themselves."
TREND_WORDS: Mapping[Direction, str] = MappingProxyType(
    {
        Direction.FALLING: "The logged urges grew weaker over these weeks.",
        Direction.RISING: "The logged urges grew stronger over these weeks. There is help at any time.",
        Direction.UNCLEAR: "There is no clear trend in what was logged.",
        Direction.NOT_ENOUGH: "There is not enough yet to see a trend. It needs four weeks with three urges each.",
    }
)


def fall_words(helped: Helped) -> str:
    """Say "Dropped by 2 on average, 5 times." Times are those that were rated before and after."""
    fall = helped.fall
    if fall.mean is None:
        return NOT_ENOUGH
    said = f"{_how(fall.mean)}, {fall.count} times."
    return f"{said} {MAY_BE_CHANCE}" if _may_be_chance(fall) else said


def trend_words(trend: Trend) -> str:
    return TREND_WORDS[trend.direction]


def _how(mean: float) -> str:
    size = f"{abs(mean):.1f}".removesuffix(".0")
    if size == "0":
        return "Stayed the same on average"
    return f"{'Dropped' if mean > 0 else 'Rose'} by {size} on average"


def _may_be_chance(fall: Mean) -> bool:
    """Whether it may as well have been the other way."""
    return fall.low is not None and fall.high is not None and fall.low <= 0 <= fall.high
