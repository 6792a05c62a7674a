"""Worked examples of a questionnaire, computed from its definition in the shape of vectors.json.

Those of the packaged instruments are worked out by hand. A site's own say what its definition says: an app that
reads rules itself sees whether it reads them as the server does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from backend.instruments.definitions import Instrument, Rule
from backend.instruments.facts import Facts
from backend.instruments.reading import read
from backend.instruments.solving import Case, Search

# How many cases of one rule are read until it is given up: the first nearly always fires it.
TRIES = 200


@dataclass(frozen=True)
class Exercised:
    """`unreached` are the rules that no answers were found for."""

    vectors: tuple[dict[str, Any], ...]
    unreached: tuple[Rule, ...]


def exercise(instrument: Instrument) -> Exercised:
    """Return a vector with the lowest and one with the highest scores for each rule, and what else is worth a look."""
    search, vectors, unreached = Search(instrument), [], []
    for rule in instrument.rules:
        found = list(_cases_of(instrument, rule, search))
        if not found:
            unreached.append(rule)
        vectors += [_vector(instrument, name, case) for name, case in found]
    vectors += [_vector(instrument, name, case) for name, case in _further(instrument)]
    return Exercised(tuple(vectors), tuple(unreached))


def _cases_of(instrument: Instrument, rule: Rule, search: Search) -> Iterator[tuple[str, Case]]:
    lowest, highest = (_first_that_fires(instrument, rule, search, highest=highest) for highest in (False, True))
    if lowest is not None:
        yield rule.id, lowest
    if highest is not None and highest != lowest:
        yield f"{rule.id}, highest", highest


def _first_that_fires(instrument: Instrument, rule: Rule, search: Search, *, highest: bool) -> Case | None:
    cases = islice(search.cases(rule.when, highest=highest), TRIES)
    return next((case for case in cases if rule in read(instrument, case.answers, case.facts).rules), None)


def _further(instrument: Instrument) -> Iterator[tuple[str, Case]]:
    yield "nothing answered", Case({}, Facts())
    if instrument.refusal is not None:
        refused: Mapping[str, int] = dict.fromkeys(sorted(instrument.refusal.items), instrument.refusal.value)
        yield "everything refused", Case({**refused}, Facts())


def _vector(instrument: Instrument, name: str, case: Case) -> dict[str, Any]:
    reading = read(instrument, case.answers, case.facts)
    return {
        "name": f"{instrument.code}: {name}",
        "instrument": instrument.code,
        "facts": _facts_as_json(case.facts),
        "answers": case.answers,
        "expect": {
            "level": reading.level.value,
            "actions": list(reading.actions),
            "scores": [asdict(score) for score in reading.scores],
        },
    }


def _facts_as_json(facts: Facts) -> dict[str, Any]:
    substances = {"substances": sorted(facts.substances)} if facts.substances else {}
    return {**substances, **dict.fromkeys(sorted(facts.named), True)}
