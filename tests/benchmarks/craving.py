"""`manage.py bench craving`: what it costs to log a craving and get an exercise, with many sessions behind it.

One gunicorn with one worker, everybody asked in turn: an empty view, a craving of medium strength, and a high one that
brings meetings of this minute. How many queries a craving takes is counted here, for somebody new and somebody who has
logged two thousand.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts import people
from backend.accounts.models import Person
from backend.api.clock import database_now
from backend.care_team.safety_profile import QUESTIONS, set_profile
from backend.coping.cravings.recording import Told, answer_to, record_craving
from backend.coping.exercises.library import library
from backend.coping.exercises.published import current_shelf
from backend.coping.models import Craving, CravingRating, ExerciseSession, Outcome
from backend.coping.recommending.evidence import pool_ratings
from tests.benchmarks import cpu
from tests.benchmarks.population import slices
from tests.benchmarks.report import result, say
from tests.benchmarks.web.client import Contender, Series
from tests.benchmarks.web.multiples import EMPTY, ask_nothing, measure, with_multiples
from tests.benchmarks.web.servers import web

SETTINGS = "tests.benchmarks.web.settings"
WARM_UP = 20
EACH = 100
LONG_HISTORY = 2_000
CRAVINGS = {"medium": 6, "high": 8}
SOURCE = CravingRating.Source


@dataclass(frozen=True)
class Phone:
    person: Person
    token: str


def main(argv: Sequence[str]) -> None:
    options = _parse(argv)
    now = database_now()
    phones = [_sign_up(now) for _ in range(max(options.sessions // EACH, options.people))]
    _write_history([phone.person for phone in phones], options.sessions, now)
    say("sessions", ExerciseSession.objects.count())
    with tempfile.TemporaryDirectory() as name:
        figures = _ask_all(phones[: options.people], Path(name))
    result(with_multiples(figures) | {"queries": _count_queries(now)})


def _ask_all(phones: Sequence[Phone], folder: Path) -> dict[str, Any]:
    measured = {name: Series() for name in (EMPTY, *CRAVINGS)}
    with web("backend.config.wsgi:application", folder, ready="/healthz", DJANGO_SETTINGS_MODULE=SETTINGS) as served:
        contender = Contender("handrail", served[0], (served[1], cpu.postgres_server()))
        for number, phone in enumerate(phones):
            found = measured if number >= WARM_UP else {name: Series() for name in measured}
            measure(contender, found[EMPTY], partial(ask_nothing, contender))
            for name, intensity in CRAVINGS.items():
                measure(contender, found[name], partial(_log, contender, phone, intensity))
    for name, each in measured.items():
        say(name, {**each.figures(), "web_and_db_cpu_ms": each.split()})
    return {name: each.figures() for name, each in measured.items()}


def _log(contender: Contender, phone: Phone, intensity: int) -> float:
    """Log a craving; whatever brings no exercise ends the bench."""
    told = {"id": str(uuid4()), "intensity": intensity, "triggers": ["stress"], "setting": "home"}
    answer = contender.post("/v1/cravings", told, token=phone.token)
    if answer.status != 201 or not answer.json()["exercise"]:
        raise RuntimeError(f"A craving was answered {answer.status}: {answer.body!r}")
    return answer.ms


def _count_queries(now: datetime) -> dict[str, int]:
    """Count for somebody with one session and for somebody with many; the first fills caches of the process."""
    some = {"one_session": 1, f"{LONG_HISTORY}_sessions": LONG_HISTORY}
    found = {}
    for name, sessions in (("", 1), *some.items()):
        person = _sign_up(now).person
        _write_history([person], sessions, now)
        with CaptureQueriesContext(connection) as queries:
            shelf = current_shelf()
            craving, watching = record_craving(person, Told(6, ["stress"]), shelf=shelf, body={}, now=now)
            answer_to(craving, shelf=shelf, watching=watching, now=now)
        found[name] = len(queries)
    return {name: found[name] for name in some}


def _sign_up(now: datetime) -> Phone:
    signed_in = people.sign_up(people.Profile(tzid="America/New_York", country="US"), now=now)
    set_profile(signed_in.person, dict.fromkeys(QUESTIONS, "no"))
    return Phone(signed_in.person, signed_in.token)


def _write_history(persons: Sequence[Person], count: int, now: datetime) -> None:
    """Sessions of the past year, two of three rated, in turn for everybody; none was high: nobody is in danger."""
    random, slugs = Random(1), tuple(library().exercises)
    for numbers in slices(range(count)):
        cravings = [_craving(persons[number % len(persons)], number, count, now, random) for number in numbers]
        Craving.objects.bulk_create(cravings)
        sessions = [
            ExerciseSession(
                craving=each, exercise=random.choice(slugs), exercise_version=1, started_at=each.occurred_at
            )
            for each in cravings
        ]
        ExerciseSession.objects.bulk_create(sessions)
        Outcome.objects.bulk_create(_outcome(each, random) for each in sessions)
        CravingRating.objects.bulk_create(_rating(each, now) for each in cravings)
    pool_ratings(now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _craving(person: Person, number: int, count: int, now: datetime, random: Random) -> Craving:
    at = now - timedelta(days=364) * (1 - number / count) - timedelta(days=1)
    triggers = random.sample(library().triggers, 2)
    return Craving(person=person, intensity=random.randint(3, 7), triggers=triggers, occurred_at=at, recorded_at=at)


def _outcome(session: ExerciseSession, random: Random) -> Outcome:
    rating = random.choice((None, random.randint(0, 6), random.randint(0, 6)))
    at = session.started_at + timedelta(minutes=5)
    return Outcome(session=session, done=session.exercise, intensity_after=rating, completed=True, at=at)


def _rating(craving: Craving, now: datetime) -> CravingRating:
    return CravingRating(
        person=craving.person,
        value=craving.intensity,
        at=craving.occurred_at,
        source=SOURCE.BEFORE,
        about_id=craving.pk,
        recorded_at=now,
    )


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench craving", description=__doc__)
    parser.add_argument("--sessions", type=int, default=100_000, help="in the database (default %(default)s)")
    parser.add_argument("--people", type=int, default=220, help="asked once each (default %(default)s)")
    return parser.parse_args(argv)
