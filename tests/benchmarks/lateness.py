"""How late an idle system rings: a trickle of notices through real beat and worker, from due to handed over."""

import statistics
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from backend.api.clock import database_now
from notifications import identity, ledger
from notifications.kinds import Kind
from tests.benchmarks.emulator import Emulator
from tests.benchmarks.population import Phone
from tests.benchmarks.report import say
from tests.benchmarks.wave import daily
from tests.benchmarks.workers import beat, celery_worker

SECONDS = 60
START_SECONDS = 8
EVERY_SECONDS = 0.37


def measure(phones: Sequence[Phone], fcm: Emulator, folder: Path) -> None:
    fcm.prepare(latency_ms=0)
    with celery_worker(fcm, 2, folder), beat(folder):
        time.sleep(START_SECONDS)
        count = int(SECONDS / EVERY_SECONDS)
        plain = _plan(phones[:count], database_now())
        urgent = _page(phones[count : 2 * count])
        time.sleep(10)
    instants = fcm.instants()
    for name, due in (("urgent", urgent), ("other", plain)):
        say(f"lateness_s of {name}", _late(due, instants))


def _plan(phones: Iterable[Phone], now: datetime) -> dict[UUID, datetime]:
    """Plan reminders that fall due one after another; return when, by tag."""
    due: dict[UUID, datetime] = {}
    for number, phone in enumerate(phones):
        at = now + timedelta(seconds=number * EVERY_SECONDS)
        schedule = daily(phone, at)
        schedule.save(force_insert=True)
        due[identity.occurrence_id(schedule.pk, at)] = at
    return due


def _page(phones: Iterable[Phone]) -> dict[UUID, datetime]:
    """Open urgent notices, due at once, one after another; return when, by tag."""
    due: dict[UUID, datetime] = {}
    for phone in phones:
        tag, now = uuid4(), database_now()
        ledger.open_delivery(
            phone.account_id,
            Kind.HELP_ANSWER,
            notification_id=tag,
            about=("help", uuid4()),
            deliver_at=now,
            expires_at=now + timedelta(hours=1),
        )
        due[tag] = now
        time.sleep(EVERY_SECONDS)
    return due


def _late(due: dict[UUID, datetime], instants: dict[str, datetime]) -> dict[str, float]:
    late = [(instants[str(tag)] - at).total_seconds() for tag, at in due.items() if str(tag) in instants]
    cuts = statistics.quantiles(late, n=100)
    return {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3), "max": round(max(late), 3), "count": len(late)}
