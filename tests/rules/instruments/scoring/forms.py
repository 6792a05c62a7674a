"""Forms written short, and what is read of them."""

from dataclasses import dataclass
from typing import Any

from backend.instruments.answers import check_answers
from backend.instruments.catalogue import catalogue
from backend.instruments.facts import Facts
from backend.instruments.reading import read

MISSING = "-"


@dataclass(frozen=True)
class Read:
    level: str
    scores: dict[str, tuple[int | None, str | None]]
    fired: tuple[str, ...]


def form(digits: str) -> dict[str, int]:
    """Return answers to q1, q2, … from one digit each, `-` for an item left out, blanks to read it by."""
    places = enumerate(digits.replace(" ", ""), start=1)
    return {f"q{place}": int(digit) for place, digit in places if digit != MISSING}


def read_of(code: str, answers: dict[str, Any], **facts: Any) -> Read:
    """Read answers that a phone could send, with what is known of the person."""
    instrument = catalogue().instruments[code]
    assert check_answers(instrument, answers) == []
    reading = read(instrument, answers, Facts(**facts))
    scores = {score.scale: (score.value, score.band) for score in reading.scores}
    return Read(reading.level.value, scores, reading.fired)
