"""Several times a day in one rule, as any program that reads RFC 5545 understands it.

BYHOUR and BYMINUTE make every hour with every minute; BYSETPOS keeps the pairs that were asked for.
"""

from collections.abc import Sequence
from datetime import time
from itertools import product

from backend.recurrence.rule import Frequency, Rule, invalid, parse_rule

# The part of a rule names positions in a week, of which there may be 366.
MAX_TIMES = 6
DAYS_IN_WEEK = 7
_OWN = {"BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS"}


def with_times(rrule: str, times: Sequence[time]) -> str:
    """Return the daily or weekly rule, happening at these wall times. Raises `invalid-rule`."""
    rule = parse_rule(rrule)
    # A week in which months part has fewer days than positions are counted for.
    refused = set(rule.by) if rule.frequency is Frequency.WEEKLY else _OWN & set(rule.by)
    if rule.frequency not in (Frequency.DAILY, Frequency.WEEKLY) or refused:
        raise invalid("Times of the day need a plain daily or weekly rule that names no hours and minutes itself.")
    if not 1 <= len(times) <= MAX_TIMES or any(each.second or each.microsecond for each in times):
        raise invalid(f"Give up to {MAX_TIMES} times of the day, in whole minutes.")
    hours, minutes = sorted({each.hour for each in times}), sorted({each.minute for each in times})
    parts = [rrule, f"BYHOUR={_listed(hours)}", f"BYMINUTE={_listed(minutes)}"]
    if len(hours) * len(minutes) > len(set(times)):
        parts.append(f"BYSETPOS={_listed(_positions(rule, times, hours, minutes))}")
    return ";".join(parts)


def times_of(rrule: str) -> list[time]:
    """Return the times of the day that `with_times` put into a rule; none for other rules."""
    rule = parse_rule(rrule)
    if rule.frequency not in (Frequency.DAILY, Frequency.WEEKLY) or not {"BYHOUR", "BYMINUTE"} <= set(rule.by):
        return []
    pairs = [time(hour, minute) for hour, minute in product(rule.by["BYHOUR"], rule.by["BYMINUTE"])]
    positions = rule.by.get("BYSETPOS", range(1, len(pairs) + 1))
    return [pair for position, pair in enumerate(pairs, start=1) if position in positions]


def _positions(rule: Rule, times: Sequence[time], hours: list[int], minutes: list[int]) -> list[int]:
    pairs = [time(hour, minute) for hour, minute in product(hours, minutes)]
    chosen = [position for position, pair in enumerate(pairs, start=1) if pair in times]
    days = len({day for day, _ in rule.days}) or 1 if rule.frequency is Frequency.WEEKLY else 1
    return [day * len(pairs) + position for day in range(days) for position in chosen]


def _listed(numbers: Sequence[int]) -> str:
    return ",".join(str(number) for number in numbers)
