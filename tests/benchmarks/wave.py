"""Many schedules due at one instant: opened by the beat's own scans, and sent, until the last is handed over."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import connection

from backend.api.clock import database_now
from notifications.kinds import Kind
from notifications.models import OpenDelivery, Schedule
from tests.benchmarks.emulator import Emulator
from tests.benchmarks.population import Phone, make_phones, slices
from tests.benchmarks.report import result
from tests.benchmarks.workers import beat, celery_worker

LATENCY_MS = 50
# For the workers to start: in production they run for days.
LEAD_SECONDS = 20


def measure(count: int, workers: int, fcm: Emulator, folder: Path) -> None:
    started = time.monotonic()
    phones = make_phones(count, now=database_now())
    fcm.prepare(latency_ms=LATENCY_MS)
    # A schedule is one row to the seven of a person with a phone: it takes less to write.
    lead = timedelta(seconds=LEAD_SECONDS + time.monotonic() - started)
    due_at = (database_now() + lead).replace(microsecond=0)
    _plan(phones, due_at)
    with celery_worker(fcm, workers, folder), beat(folder):
        opened_s = _wait_until_opened(due_at)
        while OpenDelivery.objects.exists():
            time.sleep(0.2)
    instants = fcm.instants()
    last = (max(instants.values()) - due_at).total_seconds()
    figures = {"due": count, "handed_over": len(instants), "opened_s": opened_s, "last_handed_over_s": round(last, 1)}
    result({"handrail": {"wave": figures}})


def _plan(phones: Sequence[Phone], due_at: datetime) -> None:
    for some in slices(phones):
        Schedule.objects.bulk_create(daily(phone, due_at) for phone in some)
    # A table that has just been filled is planned for as if it were empty; autovacuum has long been over one in use.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def daily(phone: Phone, due_at: datetime) -> Schedule:
    wall = due_at.replace(tzinfo=None)
    return Schedule(
        recipient_id=phone.account_id,
        kind=Kind.REMINDER,
        about_type="reminder",
        about_id=uuid4(),
        dtstart=wall,
        rrule="FREQ=DAILY",
        window=timedelta(hours=2),
        planned_tzid="UTC",
        next_at=due_at,
        next_due_at=due_at,
        next_local=wall,
        created_at=due_at - timedelta(days=1),
    )


def _wait_until_opened(due_at: datetime) -> float:
    while Schedule.objects.filter(kind=Kind.REMINDER, next_due_at__lte=due_at).exists():
        time.sleep(0.5)
    return round((database_now() - due_at).total_seconds(), 1)
