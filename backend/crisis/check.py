"""What answers call for, told to nobody and stored nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.api.problems import Invalid, InvalidRequest
from backend.crisis.help import help_for
from backend.crisis.verifying.reading import current_findings
from backend.instruments.answers import check_answers, valid_part
from backend.instruments.catalogue import catalogue
from backend.instruments.definitions import Instrument
from backend.instruments.facts import Facts
from backend.instruments.levels import Level
from backend.instruments.reading import read

DEFAULT_INSTRUMENT = "daily-check-in"
# Cards that fit anybody when nothing is known about the danger.
GENERAL_CARDS = ("medical-emergency", "suicide")
NOBODY_WATCHES = "No one at a clinic sees this. If you are in danger, call the emergency number."


class UnknownAnswer(InvalidRequest):
    code, title = "unknown-answer", "An answer is not one of the choices."


@dataclass(frozen=True)
class Question:
    """Answers to look at, for somebody in this country, as `country_code` reads it; empty or None if unknown."""

    answers: Mapping[str, Any]
    instrument: str = DEFAULT_INSTRUMENT
    country: str | None = ""


@dataclass(frozen=True)
class Verdict:
    level: Level
    help: dict[str, Any] | None


def check(question: Question, *, today: date) -> Verdict:
    """Read answers by the item rules. Raises InvalidRequest, UnknownAnswer with `help` where the rest calls for it."""
    instrument = catalogue().instruments.get(question.instrument)
    if instrument is None:
        raise InvalidRequest(
            Invalid("/instrument", "There is no such instrument."), help=general_help(question.country, today=today)
        )
    verdict = _verdict(instrument, question, today=today)
    invalid = check_answers(instrument, question.answers)
    if invalid:
        raise UnknownAnswer(*(Invalid(i.pointer, i.detail) for i in invalid), help=verdict.help)
    return verdict


def general_help(country: str | None, *, today: date) -> dict[str, Any]:
    """Help for somebody of whom it is not known what the danger is."""
    return _help(country, GENERAL_CARDS, today)


def _verdict(instrument: Instrument, question: Question, *, today: date) -> Verdict:
    # Without an account nothing is known of a plan: `plan is …` is false, as the instrument file says.
    reading = read(instrument, valid_part(instrument, question.answers), Facts())
    return Verdict(reading.level, _help(question.country, reading.cards, today) if reading.bring_help else None)


def _help(country: str | None, cards: Sequence[str], today: date) -> dict[str, Any]:
    return help_for(country, cards=cards, watching=NOBODY_WATCHES, today=today, findings=current_findings())
