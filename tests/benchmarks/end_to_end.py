"""One run of ours: rows that fall due at one instant, until every one of them is settled."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection

from backend.api.clock import database_now
from notifications import ledger
from notifications.kinds import Kind
from notifications.ledger import Opening
from notifications.models import OpenDelivery
from tests.benchmarks import cpu
from tests.benchmarks.emulator import Emulator
from tests.benchmarks.population import Phone, slices
from tests.benchmarks.workers import ring
from tests.push import address_of

LONGEST_SECONDS = 300
# Opened so many a second at least, before they fall due.
OPENED_PER_SECOND = 3000
LIFETIME = timedelta(hours=2)


@dataclass(frozen=True)
class Figures:
    messages_per_s: float
    cpu_s_per_1000: float
    lost: int
    repeated: int


def warm_up(phones: Sequence[Phone], workers: int) -> None:
    """Let each worker connect and send once: in production they run for days."""
    _open(phones[: 200 * workers], database_now())
    until_settled(workers)


def run(phones: Sequence[Phone], fcm: Emulator, worker: int, workers: int) -> Figures:
    due_at = database_now() + timedelta(seconds=3 + len(phones) / OPENED_PER_SECOND)
    tags = _open(phones, due_at)
    server = cpu.postgres_server()
    time.sleep(max((due_at - database_now()).total_seconds(), 0))
    spent, started = cpu.of_tree(worker) + cpu.of_tree(server), time.monotonic()
    until_settled(workers)
    seconds, spent = time.monotonic() - started, cpu.of_tree(worker) + cpu.of_tree(server) - spent
    handed_over = fcm.handed_over()
    expected = {(address_of(phone.address), str(tag)) for phone, tag in zip(phones, tags, strict=True)}
    return Figures(
        messages_per_s=round(len(phones) / seconds),
        cpu_s_per_1000=round(spent / len(phones) * 1000, 3),
        lost=len(expected - handed_over.keys()),
        repeated=handed_over.total() - len(handed_over),
    )


def until_settled(workers: int) -> None:
    """Ring every worker, and wait until nothing is open."""
    ring(workers)
    deadline = time.monotonic() + LONGEST_SECONDS
    while OpenDelivery.objects.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{OpenDelivery.objects.count()} deliveries are still open.")
        time.sleep(0.1)


def hot_share() -> float:
    """Return the share of updates of the open ledger that touched no index."""
    time.sleep(2)  # backends report their counts a second late
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_tup_hot_upd, n_tup_upd FROM pg_stat_user_tables WHERE relname = 'open_delivery'")
        [(hot, updates)] = cursor.fetchall()
    return float(hot / max(updates, 1))


def _open(phones: Sequence[Phone], due_at: datetime) -> list[UUID]:
    """Open a reminder to each phone; return their tags."""
    tags = [uuid4() for _ in phones]
    for some in slices(list(zip(phones, tags, strict=True))):
        ledger.open_deliveries([_opening(phone, tag, due_at) for phone, tag in some])
    return tags


def _opening(phone: Phone, tag: UUID, due_at: datetime) -> Opening:
    return Opening(phone.account_id, Kind.REMINDER, tag, ("reminder", uuid4()), due_at, due_at + LIFETIME)
