"""The days that people in NA mark, by the packaged file, and when they fall. Pure but for reading the file once."""

import json
from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count, dropwhile
from pathlib import Path
from typing import Any

from backend.coping.counters.days import runs_of

DATA = Path(__file__).parent.parent / "data" / "milestones.json"
SCHEMA = "coping-milestones/1"
MONTHS_A_YEAR = 12


class MilestonesError(ValueError):
    """`milestones.json` says something that cannot be right."""


@dataclass(frozen=True)
class Milestone:
    """So many days after the first day without use, or so many months of the calendar."""

    code: str
    label: str
    days: int = 0
    months: int = 0

    def falls_on(self, first: date) -> date:
        return _months_later(first, self.months) + timedelta(days=self.days)


@dataclass(frozen=True)
class Reached:
    """A milestone and the local date on which it was reached, or will be."""

    milestone: Milestone
    on: date


def milestones() -> Iterator[Milestone]:
    """Yield them in order, without end: each year is one."""
    listed, first_year = _packaged()
    yield from listed
    for years in count(first_year):
        yield Milestone(f"{years}-years", f"{years} years", months=MONTHS_A_YEAR * years)


def coming(first: date, *, after: date) -> Iterator[Reached]:
    """Yield what falls later than `after` in a run that began on `first`, in order, without end."""
    falling = (Reached(each, each.falls_on(first)) for each in milestones())
    return dropwhile(lambda reached: reached.on <= after, falling)


def reached(started_on: date, slips: Collection[date], *, today: date) -> list[Reached]:
    """Return each milestone that some run has reached, in the order in which that happened first.

    What was reached stays reached: a slip takes nothing back.
    """
    found: dict[str, Reached] = {}
    for run in runs_of(started_on, slips, today=today):
        for each in milestones():
            on = each.falls_on(run.first)
            if on > run.until:
                break
            found.setdefault(each.code, Reached(each, on))
    return list(found.values())


def load(path: Path) -> tuple[tuple[Milestone, ...], int]:
    """Read a file: the milestones it lists, and the year from which each year is one. Raises MilestonesError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        listed = tuple(_milestone(raw) for raw in document["milestones"])
        first_year = int(document["then_each_year_from"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MilestonesError(f"{path.name}: {type(error).__name__}: {error}") from error
    _check(document.get("schema"), listed, first_year)
    return listed, first_year


@cache
def _packaged() -> tuple[tuple[Milestone, ...], int]:
    return load(DATA)


def _milestone(raw: dict[str, Any]) -> Milestone:
    return Milestone(raw["code"], raw["label"], days=raw.get("days", 0), months=raw.get("months", 0))


def _check(schema: object, listed: tuple[Milestone, ...], first_year: int) -> None:
    if schema != SCHEMA:
        raise MilestonesError(f"milestones.json: the schema is not {SCHEMA}")
    # From any other day they fall in the same order: none are less than a month apart but days from days.
    falls = [each.falls_on(date(2026, 2, 1)) for each in listed]
    ends = Milestone("", "", months=MONTHS_A_YEAR * first_year).falls_on(date(2026, 2, 1))
    if falls != sorted(set(falls)) or not falls or falls[0] <= date(2026, 2, 1) or falls[-1] >= ends:
        raise MilestonesError("milestones.json: each milestone must fall later than the one before it")


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has none."""
    years, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
