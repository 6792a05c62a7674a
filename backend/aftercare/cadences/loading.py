"""The packaged cadence: read on first use, checked whole, refused when anything does not add up."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error

from backend.instruments.catalogue import catalogue
from backend.recurrence import Recurrence, RecurrenceError, parse_zone
from backend.recurrence import check as check_recurrence

DATA = Path(__file__).parent / "data" / "cadences.json"
SCHEMA = "check-in-cadences/1"
FIELDS = {"instrument", "first_after_days", "rrule", "window_minutes", "remind_again_after_minutes"}
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# Any will do to see whether a rule can be followed.
SOME_DAY = datetime(2026, 1, 1, 9)  # noqa: DTZ001 - a local time


class CadenceError(ValueError):
    """`cadences.json` says something that cannot be right; the message names the place."""

    def __init__(self, place: str, detail: str) -> None:
        super().__init__(f"cadences.json {place}: {detail}")


@dataclass(frozen=True)
class Cadence:
    """How often one instrument is asked, from so many days after the start on."""

    instrument: str
    first_after: timedelta
    rrule: str
    window: timedelta
    remind_again_after: tuple[timedelta, ...]

    def recurrence(self, start_on: date, at: time) -> Recurrence:
        return Recurrence(datetime.combine(start_on, at) + self.first_after, self.rrule)


@cache
def cadences() -> tuple[Cadence, ...]:
    """The packaged cadences, in the order of the file. Raises CadenceError."""
    return cadences_from(json.loads(DATA.read_text(encoding="utf-8")))


def cadences_from(document: Mapping[str, Any]) -> tuple[Cadence, ...]:
    """Raises CadenceError."""
    if document.get("schema") != SCHEMA:
        raise CadenceError("", f"the schema is not {SCHEMA}")
    found = tuple(_cadence(raw) for raw in document["check_ins"])
    codes = [cadence.instrument for cadence in found]
    if len(set(codes)) < len(codes):
        raise CadenceError("check_ins", "an instrument is named twice")
    return found


def check_cadences(**_kwargs: Any) -> list[CheckMessage]:
    """Bad data stops the start."""
    try:
        cadences()
    except CadenceError as error:
        return [Error(str(error), id="aftercare.E001")]
    return []


def _cadence(raw: Mapping[str, Any]) -> Cadence:
    if set(raw) != FIELDS:
        raise CadenceError(str(raw.get("instrument")), f"the fields are not {', '.join(sorted(FIELDS))}")
    cadence = Cadence(
        instrument=raw["instrument"],
        first_after=raw["first_after_days"] * DAY,
        rrule=raw["rrule"],
        window=raw["window_minutes"] * MINUTE,
        remind_again_after=tuple(minutes * MINUTE for minutes in raw["remind_again_after_minutes"]),
    )
    for fault in _faults(cadence):
        raise CadenceError(cadence.instrument, fault)
    return cadence


def _faults(cadence: Cadence) -> Iterator[str]:
    instrument = catalogue().instruments.get(cadence.instrument)
    if instrument is None or not instrument.enabled_by_default:
        yield "there is no such instrument, or it is switched off"
    try:
        check_recurrence(cadence.recurrence(SOME_DAY.date(), SOME_DAY.time()), after=None, zone=parse_zone("UTC"))
    except RecurrenceError as error:
        yield error.detail
    again = cadence.remind_again_after
    if list(again) != sorted(set(again)) or any(not timedelta(0) < after < cadence.window for after in again):
        yield "what rings again rings later each time, and inside the window"
