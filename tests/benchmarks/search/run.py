"""`manage.py bench search`: what searches, dumps and deltas cost, beside what a good Django team would write.

A seeded world, real servers with one worker each, asked in turn. CPU is that of web and database processes together.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from tests.benchmarks import cpu
from tests.benchmarks.report import result, say
from tests.benchmarks.search import churn, following, loading, measures, world
from tests.benchmarks.search.peers.running import peers
from tests.benchmarks.web.client import Contender
from tests.benchmarks.web.servers import web
from tests.rewriting import allow_emptying

SETTINGS = "tests.benchmarks.web.settings"
# Larger ones are not asked: their figures only grow.
PEERS_UP_TO = 100_000
TOLD = ("server_version", "fsync", "synchronous_commit", "shared_buffers", "work_mem", "jit", "max_parallel_workers")


def main(argv: Sequence[str]) -> None:
    options = _parse(argv)
    _tell_machine()
    with tempfile.TemporaryDirectory() as name:
        result({str(size): _measure(size, options, Path(name)) for size in sorted(options.size or [76_000])})


def _measure(size: int, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    allow_emptying()
    call_command("flush", interactive=False, verbosity=0)
    say("meetings", size)
    say("loaded_s", round(loading.load(options.seed, size), 1))
    say("database_mb", round(loading.rows("SELECT pg_database_size(current_database())")[0][0] / 1e6))
    wanted = options.peers and size <= PEERS_UP_TO
    with ExitStack() as stack:
        port, gunicorn = stack.enter_context(
            web("backend.config.wsgi:application", folder, ready="/healthz", DJANGO_SETTINGS_MODULE=SETTINGS)
        )
        ours = Contender("handrail", port, (gunicorn, cpu.postgres_server()))
        others = stack.enter_context(peers(folder)) if wanted else []
        figures = _all_measures(options, ours, others)
        if options.churn:
            _under_churn(options.seed, size, ours)
        say("worker_mb", round(cpu.resident_mb(gunicorn)))
    say("load", os.getloadavg())
    return _shown(figures, [peer.name for peer in others])


def _shown(figures: dict[str, dict[str, measures.Figures]], names: Sequence[str]) -> dict[str, Any]:
    def of(who: str) -> dict[str, measures.Figures]:
        return {name: found[who] for name, found in figures.items() if who in found}

    shown: dict[str, Any] = {"handrail": of("handrail")}
    return shown | ({"peers": {name: of(name) for name in names}} if names else {})


def _all_measures(
    options: argparse.Namespace, ours: Contender, others: Sequence[Contender]
) -> dict[str, dict[str, measures.Figures]]:
    everyone, points = [ours, *others], measures.places(options.seed)
    measures.warm_up(everyone, options.seed)
    asked = {
        "empty_view": [measures.only("/empty")] * len(points),
        "nearest_10": [measures.nearest(*point) for point in points],
        "page_25_miles": [measures.page(*point) for point in points],
        "near_and_now": [measures.near_and_now(*point) for point in points],
        "text": [measures.words(typed) for typed in world.searched_words(options.seed, len(points))],
        "starts_in_60": [measures.only("/v1/meetings?starting_within_minutes=60&limit=20")] * len(points),
    }
    wanted = {name: questions for name, questions in asked.items() if not options.only or name in options.only}
    found = {name: measures.measure(name, everyone, questions) for name, questions in wanted.items()}
    return found | following.measure_all(options.seed, everyone, options.only or [])


def _under_churn(seed: int, size: int, ours: Contender) -> None:
    """The same two searches alone and beside a writer, one after the other."""
    points = measures.places(seed)
    for name, ask in (("nearest_10", measures.nearest), ("page_25_miles", measures.page)):
        questions = [measures.only(ask(*point).paths[ours.name]) for point in points]
        measures.measure(f"{name}, nobody writes,", [ours], questions)
        with churn.one_writer(seed, size):
            measures.measure(f"{name}, ten saved a second,", [ours], questions)


def _tell_machine() -> None:
    say("python", sys.version.split()[0])
    say("django", django.__version__)
    say("cores", os.cpu_count())
    say("machine", platform.platform())
    say("load", os.getloadavg())
    say("postgresql", {name: loading.rows("SELECT current_setting(%s)", [name])[0][0] for name in TOLD})


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench search", description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="meetings; may be repeated (default 76000)")
    parser.add_argument("--peers", action="store_true", help="ask two peers as well, at sizes up to 100,000")
    parser.add_argument("--seed", type=int, default=7, help="of the world (default %(default)s)")
    parser.add_argument("--churn", action="store_true", help="search beside somebody who saves ten meetings a second")
    parser.add_argument("--only", action="append", help="a measure; may be repeated (default all)")
    return parser.parse_args(argv)
