"""Days without use, counted by the calendar of where the person is. Pure.

A day counts when it is over. The day a count starts is day 0; after its first night it is day 1. The day of a slip is
no day without use, however many slips it has, and takes nothing away from the days before it: told today, it leaves
the total as it was. The day after a slip is day 0 of the next run.

The local date can be skipped or come twice (travel over the date line, Samoa's 30 December 2011): a day that has come
again is not over yet, and nothing is ever below zero.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Run:
    """Days in a row without use: from its first day up to the day of the slip that ended it, which is none of them."""

    first: date
    until: date

    @property
    def days(self) -> int:
        return max(0, (self.until - self.first).days)


@dataclass(frozen=True)
class Count:
    """`days_now` since the start or the last slip, `days_total` in all; `slips` are those told since the start."""

    days_now: int
    days_total: int
    longest: int
    slips: int


def runs_of(started_on: date, slips: Collection[date], *, today: date) -> Iterator[Run]:
    """Yield the runs in order; the last is the one that goes on, up to `today`. Slips before the start end none."""
    slip_days = sorted({day for day in slips if day >= started_on})
    for ended, slip in pairwise([started_on - DAY, *slip_days]):
        yield Run(ended + DAY, min(slip, today))
    yield Run(slip_days[-1] + DAY if slip_days else started_on, today)


def count(started_on: date, slips: Collection[date], *, today: date) -> Count:
    """`slips` are their local dates in any order, one for each slip. `today` is the person's."""
    lengths = [run.days for run in runs_of(started_on, slips, today=today)]
    return Count(
        days_now=lengths[-1],
        days_total=sum(lengths),
        longest=max(lengths),
        slips=sum(1 for day in slips if day >= started_on),
    )
