"""What scans cost: the sweep of alerts beside many that are closed, and the closing of what was missed."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.aftercare import opening
from backend.aftercare.models import CheckIn
from backend.care_team.alerts import sweep_alerts
from backend.care_team.models import Alert, AlertEvidence
from tests.benchmarks import cpu
from tests.benchmarks.aftercare.population import Clinic

SWEEPS, BUSY_SWEEPS = 30, 5
CHUNK = 5000


@dataclass(frozen=True)
class Scan:
    """`cpu_ms` is that of this process and of the database."""

    count: int
    ms: float
    cpu_ms: float


def close_alerts(clinic: Clinic, count: int, *, now: datetime) -> None:
    """Add alerts that have their outcome, with evidence, spread over the people and the last year."""
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        alerts = Alert.objects.bulk_create(_closed(clinic, number, now) for number in numbers)
        AlertEvidence.objects.bulk_create(
            AlertEvidence(
                alert=each,
                about_type="check-in",
                about_id=each.pk,
                rules=["missed:in-a-row"],
                level=each.level,
                added_at=each.opened_at,
            )
            for each in alerts
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE care_team_alert, care_team_alertevidence")


def sweep(*, now: datetime) -> dict[str, Any]:
    """Sweep when nothing is overdue, and when every open alert is; medians, taken back each time."""
    idle = [_taken_back(lambda: sweep_alerts(now=now - timedelta(days=400))) for _ in range(SWEEPS)]
    busy = [_taken_back(lambda: sweep_alerts(now=now + timedelta(days=30))) for _ in range(BUSY_SWEEPS)]
    overdue = busy[0].count
    return {
        "idle_ms": round(statistics.median(each.ms for each in idle), 2),
        "idle_cpu_ms": round(statistics.mean(each.cpu_ms for each in idle), 2),
        "overdue": overdue,
        "ms_each": round(statistics.median(each.ms for each in busy) / max(overdue, 1), 2),
        "cpu_ms_each": round(statistics.median(each.cpu_ms for each in busy) / max(overdue, 1), 2),
    }


def close_today(*, now: datetime) -> dict[str, Any]:
    """Close everybody's check-in of today; nobody has answered. Taken back."""
    today, before = list(CheckIn.objects.past_closing(now).values_list("pk", flat=True)), Alert.objects.count()
    counted: dict[str, int] = {}

    def close() -> int:
        with CaptureQueriesContext(connection) as queries:
            closed = 0
            while some := opening.close_missed(now=now):
                closed += some
        counted["queries"] = len(queries)
        counted["misses_told"] = AlertEvidence.objects.filter(about_id__in=today).count()
        counted["alerts_opened"] = Alert.objects.count() - before
        return closed

    scan = _taken_back(close)
    each = max(scan.count, 1)
    cost = {"ms_each": round(scan.ms / each, 2), "cpu_ms_each": round(scan.cpu_ms / each, 2)}
    return {"closed": scan.count, "s": round(scan.ms / 1000, 2), **cost, **counted}


def _taken_back(work: Callable[[], int]) -> Scan:
    server = cpu.postgres_server()
    with transaction.atomic():
        began, spent = time.perf_counter(), time.process_time() + cpu.fine_of_tree(server)
        count = work()
        ms = 1000 * (time.perf_counter() - began)
        cpu_ms = 1000 * (time.process_time() + cpu.fine_of_tree(server) - spent)
        transaction.set_rollback(True)
    return Scan(count, ms, cpu_ms)


def _closed(clinic: Clinic, number: int, now: datetime) -> Alert:
    opened_at = now - timedelta(minutes=10 * number % (365 * 24 * 60) + 2 * 24 * 60)
    closed_at = opened_at + timedelta(hours=5)
    return Alert(
        person_id=clinic.members[number % len(clinic.members)].person_id,
        site=clinic.site,
        owner=clinic.staff[number % len(clinic.staff)],
        level="L1",
        state=Alert.State.CLOSED,
        opened_at=opened_at,
        asked_at=opened_at,
        due_at=closed_at,
        acknowledged_at=closed_at,
        closed_at=closed_at,
        outcome=Alert.Outcome.REACHED,
    )
