"""What answers call for, told to nobody and stored nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.api.problems import Invalid, InvalidRequest
from backend.crisis.help import help_for
from backend.crisis.verifying.reading import current_findings
from backend.instruments.answers import are_readable, check_answers, valid_part
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
    """Read answers by the item rules. Raises InvalidRequest, UnknownAnswer with the help of `help_if_refused`."""
    instrument = catalogue().instruments.get(question.instrument)
    if instrument is None:
        unknown = Invalid("/instrument", "There is no such instrument.")
        raise InvalidRequest(unknown, help=help_if_refused(question, today=today))
    invalid = check_answers(instrument, question.answers)
    if invalid:
        errors = (Invalid(each.pointer, each.detail) for each in invalid)
        raise UnknownAnswer(*errors, help=help_if_refused(question, today=today))
    return _verdict(instrument, question, today=today)


def help_if_refused(question: Question, *, today: date) -> dict[str, Any] | None:
    """Return the help that refused answers call for, as far as they can be read.

    An instrument that is not named, or not known, is taken for the default one. Where that is a guess, and where an
    answer cannot be read, general help comes if the rest calls for none.
    """
    instruments = catalogue().instruments
    instrument = instruments.get(question.instrument) or instruments[DEFAULT_INSTRUMENT]
    is_all_read = question.instrument in instruments and are_readable(instrument, question.answers)
    told = _verdict(instrument, question, today=today).help
    return told if is_all_read else told or general_help(question.country, today=today)


def general_help(country: str | None, *, today: date) -> dict[str, Any]:
    """Help for somebody of whom it is not known what the danger is."""
    return _help(country, GENERAL_CARDS, today)


def _verdict(instrument: Instrument, question: Question, *, today: date) -> Verdict:
    # Without an account nothing is known of a plan: `plan is …` is false, as the instrument file says.
    reading = read(instrument, valid_part(instrument, question.answers), Facts())
    return Verdict(reading.level, _help(question.country, reading.cards, today) if reading.bring_help else None)


def _help(country: str | None, cards: Sequence[str], today: date) -> dict[str, Any]:
    return help_for(country, cards=cards, watching=NOBODY_WATCHES, today=today, findings=current_findings())
