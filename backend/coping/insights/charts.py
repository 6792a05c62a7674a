"""Insights as drawings: SVG without script or colour of its own, readable on light and dark. Pure."""

from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from backend.coping.exercises.library import STRONGEST
from backend.coping.insights.summing import Bar, Insights, Mean, Week
from backend.coping.insights.words import NOT_ENOUGH, trend_words
from backend.coping.recommending.wording import TRIGGER_WORDS

WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
# The drawing in its own units: lines of bars from the top, the label left of them and the number right.
WIDTH, ROW, TOP = 360, 22, 46
LEFT, RIGHT = 144, 296
# The drawing of weeks.
HEIGHT, FLOOR, CEILING, FIRST_WEEK = 204, 150, 40, 36
# What fits into one line of it.
CHARACTERS, LINE = 54, 16
KEY = "How many, then how strong on average, 0 to 10."


def chart(name: str, insights: Insights) -> str:
    """Return the SVG of one of CHARTS. Raises KeyError for another name."""
    return CHARTS[name](insights)


def _hours(insights: Insights) -> str:
    labels = {hour: f"{hour:02}:00" for hour in range(24)}
    return _bars("When urges came: hours of the day", insights.hours, labels)


def _weekdays(insights: Insights) -> str:
    return _bars("When urges came: days of the week", insights.weekdays, dict(enumerate(WEEKDAYS)))


def _triggers(insights: Insights) -> str:
    return _bars("What was named when urges came", insights.triggers, TRIGGER_WORDS)


def _trend(insights: Insights) -> str:
    title, said = "How strong urges were, week by week", trend_words(insights.trend)
    told = [(week, week.intensity.mean) for week in insights.weeks]
    step = (WIDTH - 12 - FIRST_WEEK) / max(len(told) - 1, 1)
    marks = [
        _week(week, FIRST_WEEK + number * step, mean) for number, (week, mean) in enumerate(told) if mean is not None
    ]
    axis = _text(4, CEILING + 4, str(STRONGEST)) + _text(10, FLOOR + 4, "0") + _line(28, FLOOR, WIDTH - 12, FLOOR)
    return _svg(title, said, HEIGHT, axis + "".join(marks) + _wrapped(FLOOR + 24, said))


CHARTS: Mapping[str, Callable[[Insights], str]] = MappingProxyType(
    {"hours": _hours, "weekdays": _weekdays, "triggers": _triggers, "trend": _trend}
)


def _bars(title: str, bars: Sequence[Bar], labels: Mapping[Any, str]) -> str:
    """A line for each: how many urges, and how strong they were on average where three were logged."""
    most = max((bar.intensity.count for bar in bars), default=0)
    rows = [_bar(labels[bar.key], bar.intensity, TOP + number * ROW, most) for number, bar in enumerate(bars)]
    said = KEY if most else NOT_ENOUGH
    return _svg(title, said, TOP + len(bars) * ROW + 8, _wrapped(TOP - 10, said) + "".join(rows))


def _bar(label: str, intensity: Mean, y: int, most: int) -> str:
    width = (RIGHT - LEFT) * intensity.count / most if most else 0
    drawn = f'<rect x="{LEFT}" y="{y + 4}" width="{width:.1f}" height="12" rx="3" fill="currentColor" opacity="0.65"/>'
    strength = "" if intensity.mean is None else f" · {_number(intensity.mean)}"
    return _text(4, y + 14, label) + drawn + _text(RIGHT + 6, y + 14, f"{intensity.count}{strength}")


def _week(week: Week, x: float, mean: float) -> str:
    """A point with the line of its interval, both cut to the scale."""
    low, high = (_height(value) for value in (week.intensity.low, week.intensity.high))
    name = f"Week from {week.begins_on.isoformat()}: {_number(mean)} on average, {week.intensity.count} urges"
    point = f'<circle cx="{x:.1f}" cy="{_height(mean):.1f}" r="4" fill="currentColor"><title>{name}</title></circle>'
    return _line(x, low, x, high) + point


def _height(value: float | None) -> float:
    share = min(max(value or 0.0, 0.0), float(STRONGEST)) / STRONGEST
    return FLOOR - share * (FLOOR - CEILING)


def _svg(title: str, said: str, height: int, content: str) -> str:
    described = escape(f"{title}. {said}".strip())
    heading = f'<text x="4" y="18" font-weight="600">{escape(title)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{described}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="currentColor">{heading}{content}</svg>'
    )


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:g}" y="{y:g}">{escape(words)}</text>'


def _wrapped(y: float, words: str) -> str:
    return "".join(_text(4, y + number * LINE, line) for number, line in enumerate(wrap(words, CHARACTERS)))


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="currentColor" opacity="0.5"/>'


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
