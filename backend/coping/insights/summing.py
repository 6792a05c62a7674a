"""What a craving log can honestly say: counts, means with their uncertainty, nothing of fewer than three. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import sqrt
from statistics import fmean, variance
from typing import TypeVar

from backend.coping.waiting import JUST_WAIT

# Recovery reference, section 6: below three ratings it is "not enough yet".
ENOUGH = 3
# A line through fewer weeks than these follows chance.
WEEKS_FOR_A_TREND = 4
DAYS_OF_WEEK = 7
HOURS_OF_DAY = 24

# Student's t, two-sided 95 %, by degrees of freedom from 1 on (NIST/SEMATECH e-Handbook, section 1.3.6.7.2).
T_95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
# Above 30 it falls towards that of the normal distribution; this is within 0.003 of the table.
NORMAL_95, T_SLOPE = 1.96, 2.4

# A whole number stands for anything that rounds to it: an error of this variance, however alike the numbers are. It is
# that of a uniform distribution one wide (W. F. Sheppard, Proc. London Math. Soc. 29, 1898: h squared / 12). A fall is
# one rating minus another.
OF_A_RATING = 1 / 12
OF_A_FALL = 2 * OF_A_RATING

K = TypeVar("K", int, str)


@dataclass(frozen=True)
class Logged:
    """A craving by the person's own clock. `fall` is before minus after, None where one of them was not rated."""

    at: datetime
    intensity: int
    triggers: tuple[str, ...] = ()
    done: str | None = None
    fall: int | None = None


@dataclass(frozen=True)
class Mean:
    """Of `count` values. Below three all else is None; the interval is of 95 %."""

    count: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Helped:
    """An exercise, or just waiting: how often it was done, and how far craving fell where that was rated."""

    exercise: str
    times: int
    fall: Mean


@dataclass(frozen=True)
class Bar:
    """Cravings of one hour of the day, weekday or trigger. Weekdays are numbered from Sunday = 0."""

    key: int | str
    intensity: Mean


@dataclass(frozen=True)
class Week:
    """Cravings from a Monday to the Sunday after it."""

    begins_on: date
    intensity: Mean


@dataclass(frozen=True)
class _Point:
    """The mean of a week, and the variance that rounding brings to it."""

    x: float
    y: float
    rounding: float


class Direction(StrEnum):
    FALLING = "falling"
    RISING = "rising"
    UNCLEAR = "unclear"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True)
class Trend:
    """Points of craving a week, through the means of the weeks; the direction is named where the interval allows it."""

    direction: Direction
    per_week: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Insights:
    """`helped` is without just waiting, which stands in `wait` as what craving does by itself."""

    cravings: int
    helped: tuple[Helped, ...]
    wait: Helped
    hours: tuple[Bar, ...]
    weekdays: tuple[Bar, ...]
    triggers: tuple[Bar, ...]
    weeks: tuple[Week, ...]
    trend: Trend


def sum_up(logged: Sequence[Logged], *, exercises: Sequence[str], triggers: Sequence[str]) -> Insights:
    """Sum up cravings in any order. `exercises` and `triggers` are all there are, in the order to show them."""
    weeks = _weeks(logged)
    return Insights(
        cravings=len(logged),
        helped=_helped(logged, exercises),
        wait=_one_helped(logged, JUST_WAIT),
        hours=_bars(logged, range(HOURS_OF_DAY), lambda each: (each.at.hour,)),
        weekdays=_bars(logged, range(DAYS_OF_WEEK), lambda each: (each.at.isoweekday() % DAYS_OF_WEEK,)),
        triggers=tuple(bar for bar in _bars(logged, triggers, lambda each: each.triggers) if bar.intensity.count),
        weeks=weeks,
        trend=trend_of(weeks),
    )


def mean_of(values: Sequence[float], *, rounding: float) -> Mean:
    """`rounding` is the variance that whole numbers bring: values that are all alike are not known exactly."""
    count = len(values)
    if count < ENOUGH:
        return Mean(count)
    mean = fmean(values)
    half = _t_95(count - 1) * sqrt(max(variance(values), rounding) / count)
    return Mean(count, round(mean, 2), round(mean - half, 2), round(mean + half, 2))


def trend_of(weeks: Sequence[Week]) -> Trend:
    """Fit a straight line through the weeks that have a mean; a week without one leaves a gap.

    Its interval is no narrower than rounding alone makes it: what each week's ratings bring, carried into the slope.
    """
    told = [(week.begins_on, week.intensity) for week in weeks]
    points = [
        _Point((day - told[0][0]).days / DAYS_OF_WEEK, found.mean, OF_A_RATING / found.count)
        for day, found in told
        if found.mean is not None
    ]
    if len(points) < WEEKS_FOR_A_TREND:
        return Trend(Direction.NOT_ENOUGH)
    slope, half = _slope(points)
    low, high = round(slope - half, 2), round(slope + half, 2)
    direction = Direction.FALLING if high < 0 else Direction.RISING if low > 0 else Direction.UNCLEAR
    return Trend(direction, round(slope, 2), low, high)


def _helped(logged: Sequence[Logged], exercises: Sequence[str]) -> tuple[Helped, ...]:
    """What is rated often enough comes first, the greatest fall before the others; then what was done most."""
    found = (_one_helped(logged, slug) for slug in exercises)
    done = [each for each in found if each.times]
    return tuple(sorted(done, key=lambda each: (each.fall.mean is None, -(each.fall.mean or 0), -each.times)))


def _one_helped(logged: Sequence[Logged], slug: str) -> Helped:
    done = [each for each in logged if each.done == slug]
    falls = [each.fall for each in done if each.fall is not None]
    return Helped(slug, len(done), mean_of(falls, rounding=OF_A_FALL))


def _bars(logged: Iterable[Logged], keys: Sequence[K], keys_of: Callable[[Logged], Iterable[K]]) -> tuple[Bar, ...]:
    values: defaultdict[K, list[float]] = defaultdict(list)
    for each in logged:
        for key in keys_of(each):
            values[key].append(each.intensity)
    return tuple(Bar(key, mean_of(values[key], rounding=OF_A_RATING)) for key in keys)


def _weeks(logged: Sequence[Logged]) -> tuple[Week, ...]:
    """Return every week from the first to the last, those without a craving too."""
    values: defaultdict[date, list[float]] = defaultdict(list)
    for each in logged:
        values[_monday_of(each.at.date())].append(each.intensity)
    if not values:
        return ()
    first, last = min(values), max(values)
    count = (last - first).days // DAYS_OF_WEEK + 1
    mondays = [first + timedelta(weeks=number) for number in range(count)]
    return tuple(Week(monday, mean_of(values[monday], rounding=OF_A_RATING)) for monday in mondays)


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _slope(points: Sequence[_Point]) -> tuple[float, float]:
    """Least squares: the slope, and half the width of its 95 % interval."""
    middle_x, middle_y = fmean(each.x for each in points), fmean(each.y for each in points)
    spread = sum((each.x - middle_x) ** 2 for each in points)
    slope = sum((each.x - middle_x) * (each.y - middle_y) for each in points) / spread
    errors = sum((each.y - middle_y - slope * (each.x - middle_x)) ** 2 for each in points)
    free = len(points) - 2
    rounding = sum((each.x - middle_x) ** 2 * each.rounding for each in points) / spread**2
    return slope, _t_95(free) * sqrt(max(errors / free / spread, rounding))


def _t_95(free: int) -> float:
    return T_95[free - 1] if free <= len(T_95) else NORMAL_95 + T_SLOPE / free
