"""A second way to count: a calendar on the wall, walked one day at a time, with a pen."""

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass
class Wall:
    """What stands on it on the morning of `today`: a mark on each day that is over and was without use."""

    marks: set[date] = field(default_factory=set)
    in_a_row: int = 0
    longest: int = 0


def walk(started_on, slips, today):
    wall, day = Wall(), started_on
    while day < today:
        if day in slips:
            wall.in_a_row = 0
        else:
            wall.marks.add(day)
            wall.in_a_row += 1
        wall.longest = max(wall.longest, wall.in_a_row)
        day += timedelta(days=1)
    # Today is not over: it has no mark yet, but a slip shows at once.
    if any(day >= today for day in slips):
        wall.in_a_row = 0
    return wall
