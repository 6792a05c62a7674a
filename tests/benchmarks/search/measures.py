"""What is asked, and who is asked in turn."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar
from urllib.parse import quote

from tests.benchmarks.report import say
from tests.benchmarks.search import agreement, world
from tests.benchmarks.web.client import REQUESTS_PER_CONNECTION, Answer, Contender, Series

# Two phones' requests at a time; the first turn warms up.
TURN = 2 * REQUESTS_PER_CONNECTION
POINTS = 7 * TURN
# Whoever needs so long is asked every fifth question only: enough for a median, and minutes less.
SLOW_MS, FIFTH = 50.0, 5
WARM_UP, WARM_UP_SECONDS = 1000, 20.0
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


def warm_up(contenders: Sequence[Contender], seed: int) -> None:
    """Let each answer for a while, as a server has done that runs; from other places than those that are measured."""
    for contender in contenders:
        began = time.monotonic()
        for point in world.points(seed + 1, WARM_UP):
            contender.get(page(*point).paths[contender.name])
            if time.monotonic() - began > WARM_UP_SECONDS:
                break


def measure(
    name: str, contenders: Sequence[Contender], questions: Sequence[Question], *, headers: Headers = IDENTITY
) -> dict[str, Figures]:
    """Ask everybody the same few questions, one after the other, then the next few; the first few do not count."""
    asked = [each for each in contenders if each.name in questions[0].paths]
    series = {each.name: Series() for each in asked}
    steps = dict.fromkeys(series, 1)
    for number, turn in enumerate(_turns(questions)):
        answers: dict[str, dict[int, Answer]] = {}
        # Nobody comes after the same one each time, who may have emptied the caches.
        for each in asked[number % len(asked) :] + asked[: number % len(asked)]:
            positions = range(0, len(turn), steps[each.name])
            given, spent = _ask(each, [turn[position].paths[each.name] for position in positions], headers)
            answers[each.name] = dict(zip(positions, given, strict=True))
            if number > 0:
                series[each.name].add([answer.ms for answer in given], spent)
            elif median(answer.ms for answer in given) > SLOW_MS and len(turn) == TURN:
                steps[each.name] = FIFTH
        _compare(turn, answers)
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
    """Cut into turns; where there are few questions, into three turns at least."""
    length = min(TURN, -(-len(questions) // 3))
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


def _compare(turn: Sequence[Question], answers: dict[str, dict[int, Answer]]) -> None:
    """Hold what others found against what we found."""
    ours = answers.pop("handrail", {})
    for who, given in answers.items():
        for position in given.keys() & ours.keys():
            question = turn[position]
            if question.is_compared:
                within = RADIUS_KM if who == "drf-haversine" else question.within_km
                theirs = [each for each in agreement.found(given[position].body) if each[1] <= (within or 400)]
                found = agreement.found(ours[position].body)
                agreement.check(found, theirs, within_km=within, question=question.paths[who])
