"""What is asked, and who is asked in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from tests.benchmarks.report import say
from tests.benchmarks.search import agreement, world
from tests.benchmarks.search.client import REQUESTS_PER_CONNECTION, Answer, Contender, Series

# The first turn warms up.
POINTS = 13 * REQUESTS_PER_CONNECTION
RADIUS_KM = 40.2336  # 25 miles
IDENTITY, GZIP = {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"}
Figures = dict[str, float]
Headers = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """A path for each contender, by name; `within_km` is what the answers of peers reach."""

    paths: dict[str, str]
    within_km: float | None = None
    is_compared: bool = False


def places(seed: int) -> list[tuple[float, float]]:
    return world.points(seed, POINTS)


def nearest(lat: float, lon: float) -> Question:
    # The box of a plain peer has to end somewhere: at what people call near.
    boxed = f"/meetings?lat={lat}&lon={lon}&radius_km={RADIUS_KM}&page_size=10"
    paths = {
        "handrail": f"/v1/meetings?near={lat},{lon}&limit=10",
        "drf-haversine": boxed,
        "geodjango": f"/nearest?lat={lat}&lon={lon}&page_size=10",
    }
    return Question(paths, is_compared=True)


def page(lat: float, lon: float) -> Question:
    theirs = f"/meetings?lat={lat}&lon={lon}&radius_km={RADIUS_KM}&page_size=20"
    ours = f"/v1/meetings?near={lat},{lon}&radius_km={RADIUS_KM}&limit=20"
    return Question({"handrail": ours, "drf-haversine": theirs, "geodjango": theirs}, RADIUS_KM, is_compared=True)


def near_and_now(lat: float, lon: float) -> Question:
    return Question({"handrail": f"/v1/meetings?near={lat},{lon}&happening=now&limit=20"})


def words(typed: str) -> Question:
    return Question({"handrail": f"/v1/meetings?q={quote(typed)}&limit=20"})


def only(path: str) -> Question:
    return Question({"handrail": path})


def measure(
    name: str, contenders: Sequence[Contender], questions: Sequence[Question], *, headers: Headers = IDENTITY
) -> dict[str, Figures]:
    """Ask everybody the same few questions, one after the other, then the next few; the first few do not count."""
    series: dict[str, Series] = {}
    for number, turn in enumerate(_turns(questions)):
        asked = [each for each in contenders if each.name in turn[0].paths]
        answers = {each.name: _ask(each, [question.paths[each.name] for question in turn], headers) for each in asked}
        for position, question in enumerate(turn):
            if question.is_compared:
                _compare(question, {who: given[position] for who, (given, _) in answers.items()})
        if number > 0:
            for who, (given, spent) in answers.items():
                series.setdefault(who, Series()).add([answer.ms for answer in given], spent)
    for who, found in series.items():
        say(f"{name} {who}", {**found.figures(), "web_and_db_cpu_ms": found.split()})
    return {who: found.figures() for who, found in series.items()}


def unchanged(name: str, contender: Contender, path: str, count: int) -> dict[str, Figures]:
    """Ask again for what has not changed."""
    etag = contender.get(path, GZIP).headers["etag"]
    series = Series()
    for number, turn in enumerate(_turns([path] * count)):
        answers, spent = _ask(contender, turn, {"If-None-Match": etag}, expected=304)
        if number > 0:
            series.add([answer.ms for answer in answers], spent)
    say(f"{name} {contender.name}", {**series.figures(), "web_and_db_cpu_ms": series.split()})
    return {contender.name: series.figures()}


def _turns(questions: Sequence[T]) -> list[Sequence[T]]:
    """Cut into turns of a phone's requests; where there are few, into three turns at least."""
    length = min(REQUESTS_PER_CONNECTION, -(-len(questions) // 3))
    return [questions[start : start + length] for start in range(0, len(questions), length)]


def _ask(
    contender: Contender, paths: Sequence[str], headers: Headers, expected: int = 200
) -> tuple[list[Answer], list[float]]:
    """Return the answers, and the CPU seconds that all of them took, tree by tree."""
    before = contender.cpu_seconds()
    answers = [contender.get(path, headers) for path in paths]
    after = contender.cpu_seconds()
    for path, answer in zip(paths, answers, strict=True):
        if answer.status != expected:
            raise RuntimeError(f"{contender.name} answered {answer.status} to {path}: {answer.body[:300]!r}")
    return answers, [new - old for old, new in zip(before, after, strict=True)]


def _compare(question: Question, answers: dict[str, Answer]) -> None:
    ours = agreement.found(answers["handrail"].body)
    for who, answer in answers.items():
        if who == "handrail":
            continue
        within = RADIUS_KM if who == "drf-haversine" else question.within_km
        theirs = [each for each in agreement.found(answer.body) if each[1] <= (within or 400)]
        agreement.check(ours, theirs, within_km=within, question=question.paths[who])
