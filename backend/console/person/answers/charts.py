"""Scores over time as a line that a page can draw, and as the table beside it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from backend.aftercare.trends import Point, Trend
from backend.instruments.change import Change

# The drawing in its own units. Room is left for marks at the edges and for the numbers of the axis.
WIDTH, HEIGHT = 320, 140
LEFT, RIGHT, TOP, BOTTOM = 28, 312, 12, 120
CHANGE_WORDS = {
    Change.BETTER: "reliably better",
    Change.WORSE: "reliably worse",
    Change.NONE: "no reliable change",
}


@dataclass(frozen=True)
class Mark:
    """A score on the drawing; `change` is better or worse, or empty where no reliable change is known."""

    x: float
    y: float
    change: str

    @property
    def triangle(self) -> str:
        """Around the point, upright: what is worse must be told from the rest without colours."""
        x, y = self.x, self.y
        return f"{x:.1f},{y - 6:.1f} {x + 6:.1f},{y + 5:.1f} {x - 6:.1f},{y + 5:.1f}"


@dataclass(frozen=True)
class Row:
    at: datetime
    value: int | None
    band: str
    change: str


@dataclass(frozen=True)
class Chart:
    """`lines` are the points of polylines: one ends where a score is missing or the questionnaire got a new version."""

    title: str
    has_changes: bool
    higher_is: str
    minimum: int
    maximum: int
    lines: Sequence[str]
    marks: Sequence[Mark]
    rows: Sequence[Row]
    summary: str


def chart_of(trend: Trend) -> Chart:
    in_time = list(reversed(trend.points))
    placed = [(point, _mark(point, trend, in_time)) for point in in_time]
    return Chart(
        title=_title(trend),
        has_changes=any(mark.change for _, mark in placed if mark),
        higher_is=trend.scale.higher_is,
        minimum=trend.scale.minimum,
        maximum=trend.scale.maximum,
        lines=_lines(placed),
        marks=[mark for _, mark in placed if mark],
        rows=[_row(point, trend) for point in trend.points],
        summary=_summary([point.value for point in in_time if point.value is not None]),
    )


def _title(trend: Trend) -> str:
    scales = trend.instrument.scales
    return trend.instrument.title if len(scales) == 1 else f"{trend.instrument.title}: {trend.scale.name}"


def _mark(point: Point, trend: Trend, points: Sequence[Point]) -> Mark | None:
    if point.value is None:
        return None
    began, ended = points[0].answered_at, points[-1].answered_at
    along = (point.answered_at - began) / (ended - began) if ended > began else 0.5
    up = (point.value - trend.scale.minimum) / (trend.scale.maximum - trend.scale.minimum)
    change = point.change if point.change in (Change.BETTER, Change.WORSE) else None
    return Mark(
        round(LEFT + 8 + along * (RIGHT - LEFT - 16), 1),
        round(BOTTOM - up * (BOTTOM - TOP), 1),
        change.value if change else "",
    )


def _lines(placed: Sequence[tuple[Point, Mark | None]]) -> list[str]:
    runs = groupby(placed, key=lambda each: each[1] and each[0].version)
    found = [[mark for _, mark in run if mark] for version, run in runs if version is not None]
    return [" ".join(f"{mark.x},{mark.y}" for mark in run) for run in found if len(run) > 1]


def _row(point: Point, trend: Trend) -> Row:
    band = point.band if point.band and point.band != trend.scale.name else ""
    return Row(point.answered_at, point.value, band, CHANGE_WORDS[point.change] if point.change else "")


def _summary(values: Sequence[int]) -> str:
    """Say what the drawing shows, for who does not see it."""
    if not values:
        return "No score yet: no whole form was answered."
    if len(values) == 1:
        return f"One score: {values[0]}."
    return f"{len(values)} scores, from {values[0]} to {values[-1]}; lowest {min(values)}, highest {max(values)}."
