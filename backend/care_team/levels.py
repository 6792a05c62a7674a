"""What each level asks of staff: how soon, whom it reaches and when. Read from data/levels.json at the start.

Pure but for that one file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from backend.instruments.levels import Level

DATA = Path(__file__).parent / "data" / "levels.json"
# L0 opens no alert.
WITH_ALERT = (Level.L1, Level.L2, Level.L3)
FOR_PERSON = frozenset({"waiting", "seen", "in_contact", "unanswered", "closed", "nobody_left", "withdrawn"})


class LevelsError(ValueError):
    """The file is not as it must be; says where."""


class Way(StrEnum):
    PAGE = "page"
    NOTICE = "notice"
    WORKLIST = "worklist"


class Whom(StrEnum):
    ASSIGNED = "assigned"
    SUPERVISORS = "supervisors"
    NEXT_ON_CALL = "next-on-call"
    EVERYBODY = "everybody"
    PERSON = "person"


@dataclass(frozen=True)
class ByTheClock:
    """Acknowledged so long after opening, whatever the hour."""

    within: timedelta


@dataclass(frozen=True)
class InWorkingTime:
    """Acknowledged after so much working time, and never later than `limit` after opening."""

    within: timedelta
    limit: timedelta


@dataclass(frozen=True)
class NextWorkingDay:
    """Acknowledged by the end of the next working day; a site that names none for so long still has to look."""

    limit: timedelta


Deadline = ByTheClock | InWorkingTime | NextWorkingDay


@dataclass(frozen=True)
class Stage:
    """Whom an alert reaches that nobody has acknowledged, so long after it was due."""

    after_due: timedelta
    whom: tuple[Whom, ...]
    by: Way


@dataclass(frozen=True)
class Repeat:
    """What follows the last stage, again and again."""

    every: timedelta
    whom: tuple[Whom, ...]


@dataclass(frozen=True)
class LevelRules:
    """`passes_by_unreachable`: what reaches somebody without phone or second path goes to the next one too.

    `to_person` are sentences by state; `{due}` and `{seen}` are times.
    """

    level: Level
    deadline: Deadline
    at_opening: Stage
    stages: tuple[Stage, ...]
    then: Repeat | None
    passes_by_unreachable: bool
    to_person: Mapping[str, str]

    def stage(self, number: int) -> Stage:
        """Return stage 0, which is the opening, and those after it; the repeats have the numbers that follow."""
        if number == 0:
            return self.at_opening
        if number <= len(self.stages):
            return self.stages[number - 1]
        if self.then is None:
            raise IndexError(number)
        return Stage(timedelta(0), self.then.whom, self.at_opening.by)


@dataclass(frozen=True)
class Levels:
    by_level: Mapping[Level, LevelRules]
    source: str
    checked_on: date


@cache
def levels() -> Levels:
    """The packaged levels. Called once at start, so that bad data stops the start and not an answer."""
    return read_levels(json.loads(DATA.read_text(encoding="utf-8")))


def rules_of(level: Level | str) -> LevelRules:
    return levels().by_level[Level(level)]


def read_levels(document: Mapping[str, Any]) -> Levels:
    """Raises LevelsError."""
    try:
        return Levels(
            {level: _level(level, document["levels"][level], document["to_person"]) for level in WITH_ALERT},
            source=str(document["source"]),
            checked_on=date.fromisoformat(document["checked_on"]),
        )
    except LevelsError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise LevelsError(f"levels.json: {error!r}") from error


def _level(level: Level, raw: Mapping[str, Any], for_all: Mapping[str, str]) -> LevelRules:
    by = Way(raw["by"])
    stages = tuple(_stage(each, by) for each in raw["stages"])
    if [each.after_due for each in stages] != sorted({each.after_due for each in stages}):
        raise LevelsError(f"levels.json {level}: stages come one after the other")
    return LevelRules(
        level=level,
        deadline=_deadline(level, raw["acknowledge_within"]),
        at_opening=Stage(timedelta(0), _whom(raw["at_opening"]), by),
        stages=stages,
        then=_repeat(raw["then_every"]),
        passes_by_unreachable=bool(raw["passes_by_unreachable"]),
        to_person=_sentences(level, {**for_all, **raw["to_person"]}),
    )


def _deadline(level: Level, raw: Mapping[str, Any]) -> Deadline:
    match raw:
        case {"minutes": int(minutes), **rest} if not rest and minutes > 0:
            return ByTheClock(timedelta(minutes=minutes))
        case {"working_minutes": int(minutes), "never_over_hours": int(hours), **rest} if not rest and minutes > 0:
            return InWorkingTime(timedelta(minutes=minutes), timedelta(hours=hours))
        case {"end_of": "next-working-day", "never_over_days": int(days), **rest} if not rest and days > 0:
            return NextWorkingDay(timedelta(days=days))
    raise LevelsError(f"levels.json {level}: no such deadline")


def _stage(raw: Mapping[str, Any], by: Way) -> Stage:
    return Stage(timedelta(minutes=raw["minutes_after_due"]), _whom(raw["whom"]), Way(raw.get("by", by)))


def _repeat(raw: Mapping[str, Any] | None) -> Repeat | None:
    if raw is None:
        return None
    if raw["minutes"] <= 0:
        raise LevelsError("levels.json: a repeat needs time")
    return Repeat(timedelta(minutes=raw["minutes"]), _whom(raw["whom"]))


def _whom(raw: list[str]) -> tuple[Whom, ...]:
    if not raw:
        raise LevelsError("levels.json: a stage reaches somebody")
    return tuple(Whom(each) for each in raw)


def _sentences(level: Level, raw: Mapping[str, str]) -> Mapping[str, str]:
    if raw.keys() != FOR_PERSON:
        raise LevelsError(f"levels.json {level}: to_person has a sentence for each of {sorted(FOR_PERSON)}")
    for sentence in raw.values():
        sentence.format(due="", seen="")
    return raw
