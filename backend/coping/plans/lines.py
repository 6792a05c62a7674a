"""The packaged ready lines: read on first use and checked against what they name."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from backend.coping.exercises.library import library
from backend.coping.plans.definitions import PlanLines, SlipLine, SlipStep, ThenLine, WhenLine
from backend.instruments.catalogue import catalogue

DATA = Path(__file__).parent.parent / "data" / "plan_lines.json"
SCHEMA = "coping-plan-lines/1"
# The parts of an app that a line can open.
LEADS_TO = frozenset({"supporters", "meetings", "safety-plan", "help-lines", "care-team", "if-then-plans"})

Raw = Mapping[str, Any]
T = TypeVar("T", WhenLine, ThenLine, SlipLine, SlipStep)


class PlanLinesError(ValueError):
    """`plan_lines.json` says something that cannot be right; the message names it."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"plan_lines.json: {detail}")


@cache
def plan_lines() -> PlanLines:
    """Raises PlanLinesError."""
    return plan_lines_from(json.loads(DATA.read_text(encoding="utf-8")))


def plan_lines_from(document: Raw) -> PlanLines:
    """Build the lines of a parsed file. Raises PlanLinesError."""
    if document.get("schema") != SCHEMA:
        raise PlanLinesError(f"the schema is not {SCHEMA}")
    try:
        found = _plan_lines(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise PlanLinesError(f"{type(error).__name__}: {error}") from error
    _check(found)
    return found


def _plan_lines(document: Raw) -> PlanLines:
    return PlanLines(
        language=document["language"],
        when=_by_code(
            WhenLine(each["code"], each["text"], tuple(each["triggers"]), each.get("intensity_from"))
            for each in document["when"]
        ),
        then=_by_code(
            ThenLine(
                each["code"], each["text"], each.get("exercise"), each.get("leads_to"), tuple(each.get("avoid_if", ()))
            )
            for each in document["then"]
        ),
        exercise_line=document["exercise_line"],
        slip=tuple(_by_code(_slip_step(each) for each in document["slip"]).values()),
    )


def _slip_step(raw: Raw) -> SlipStep:
    lines = _by_code(
        SlipLine(each["code"], each["text"], each.get("leads_to"), tuple(each.get("avoid_if", ())))
        for each in raw["lines"]
    )
    return SlipStep(raw["code"], raw["title"], tuple(raw["cards"]), tuple(lines.values()))


def _by_code(lines: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for line in lines:
        if line.code in found:
            raise PlanLinesError(f"{line.code!r} stands there twice")
        found[line.code] = line
    return found


def _check(found: PlanLines) -> None:
    leading = [line.leads_to for line in found.then.values()]
    leading += [line.leads_to for step in found.slip for line in step.lines]
    _refuse_unknown("trigger", (each for line in found.when.values() for each in line.triggers), library().triggers)
    _refuse_unknown("exercise", (line.exercise for line in found.then.values()), library().exercises)
    barring = [each for line in found.then.values() for each in line.avoid_if]
    barring += [each for step in found.slip for line in step.lines for each in line.avoid_if]
    _refuse_unknown("question", barring, library().contraindications)
    _refuse_unknown("card", (card for step in found.slip for card in step.cards), catalogue().cards)
    _refuse_unknown("leads_to", leading, LEADS_TO)
    silent = set(library().triggers) - {each for line in found.when.values() for each in line.triggers}
    if silent:
        raise PlanLinesError(f"no line for the trigger {min(silent)!r}")


def _refuse_unknown(what: str, named: Iterable[str | None], known: Iterable[str]) -> None:
    unknown = {each for each in named if each is not None} - set(known)
    if unknown:
        raise PlanLinesError(f"{what} {min(unknown)!r} is not known")
