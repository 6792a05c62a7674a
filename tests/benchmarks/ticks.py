"""`manage.py bench ticks`: what a scan costs when everything is due at one instant, and when nothing is.

One process opens as the beat does. `--profile` shows where its time goes.
"""

import argparse
import cProfile
import json
import pstats
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from backend.api.clock import database_now
from notifications import schedules
from notifications.kinds import Kind
from notifications.reminders import open_reminders
from notifications.schedules.taking import DUE, TAKEN_AT_ONCE
from tests.benchmarks import tick_population as population
from tests.benchmarks.report import result, say
from tests.rewriting import allow_emptying

KINDS = (Kind.REMINDER, Kind.CHECK_IN)
SCANS = 100
FEW = 1_000


def main(argv: Sequence[str]) -> None:
    options = _parse(argv)
    result(run(options.due, options.idle, options.runs, profiled=options.profile))


def run(due: int = 100_000, idle: int = 900_000, runs: int = 3, *, profiled: bool = False) -> dict[str, Any]:
    """Measure with `due` schedules due at once, alone and with `idle` others that are not; medians of `runs`."""
    now = database_now()
    instant = now.replace(hour=9, minute=0, second=0, microsecond=0)
    few = _idle_with_few(now)
    population.make_people(due, at=now - timedelta(days=60))
    population.make_schedules(1, kind=Kind.REMINDER, due=instant, at=now)
    alone = _openings(instant, runs, profiled=profiled)
    population.make_schedules(idle // due, kind=Kind.REMINDER, due=instant + timedelta(days=1000), at=now)
    beside = _openings(population.a_day_after(instant), runs, profiled=False)
    many = _idle(now - timedelta(days=30))
    return {
        f"open_{due // 1000}k_s": round(alone, 2),
        f"ratio_with_{idle // 1000}k_not_due": round(beside / alone, 2),
        "idle_ms": {str(FEW): few[0], str(due + idle): many[0]},
        "idle_index_pages": {str(FEW): few[1], str(due + idle): many[1]},
    }


def _openings(due: datetime, runs: int, *, profiled: bool) -> float:
    return statistics.median(_opening(due + timedelta(minutes=number), profiled) for number in range(runs))


def _opening(due: datetime, profiled: bool) -> float:
    population.make_due_again(due)
    began, cpu = time.perf_counter(), time.process_time()
    opened = _profiled(due) if profiled else _open_all(due)
    took = time.perf_counter() - began
    say("opened", {"schedules": opened, "s": round(took, 2), "python_cpu_s": round(time.process_time() - cpu, 2)})
    return took


def _open_all(due: datetime) -> int:
    """Scan until nothing is due: one scan gives way after its turn."""
    opened = 0
    while some := open_reminders(now=due):
        opened += some
    return opened


def _profiled(due: datetime) -> int:
    """Open, and tell where the time goes: in Python by function, in the database by statement."""
    seconds: dict[str, float] = defaultdict(float)

    def timed(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, *arguments)
        finally:
            seconds[" ".join(sql.split())[:60]] += time.perf_counter() - began

    with cProfile.Profile() as profile, connection.execute_wrapper(timed):
        opened = _open_all(due)
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    for statement, took in sorted(seconds.items(), key=itemgetter(1), reverse=True)[:8]:
        say(statement, round(took, 3))
    return opened


def _idle_with_few(now: datetime) -> tuple[float, int]:
    population.make_people(FEW, at=now)
    population.make_schedules(1, kind=Kind.REMINDER, due=now + timedelta(days=1000), at=now)
    found = _idle(now)
    allow_emptying()
    population.execute("TRUNCATE accounts_account, accounts_site CASCADE")
    return found


def _idle(now: datetime) -> tuple[float, int]:
    """Return the median milliseconds of a scan of both kinds that finds nothing, and the index pages it reads."""
    return round(statistics.median(_scan_ms(now) for _ in range(SCANS)), 3), sum(_pages(kind, now) for kind in KINDS)


def _scan_ms(now: datetime) -> float:
    with transaction.atomic():
        began = time.perf_counter()
        found = schedules.take_due(KINDS, now=now)
        took = time.perf_counter() - began
    if found.count:
        raise RuntimeError("An idle scan found something.")
    return 1000 * took


def _pages(kind: Kind, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {DUE}", [kind.value, now, TAKEN_AT_ONCE])
        [(plans,)] = cursor.fetchall()
        [found] = json.loads(plans) if isinstance(plans, str) else plans
        return int(found["Plan"]["Shared Hit Blocks"] + found["Plan"]["Shared Read Blocks"])


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench ticks", description=__doc__)
    parser.add_argument("--due", type=int, default=100_000, help="schedules due at one instant (default %(default)s)")
    parser.add_argument(
        "--idle", type=int, default=900_000, help="schedules beside them that are not due (default %(default)s)"
    )
    parser.add_argument("--runs", type=int, default=3, help="(default %(default)s)")
    parser.add_argument("--profile", action="store_true", help="show where the time of the first part goes")
    return parser.parse_args(argv)
