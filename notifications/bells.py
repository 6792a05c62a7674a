"""The one place that rings Celery: a hint after commit that something is due. It may be lost or doubled.

A thread of its own rings, because with a dead broker the client tries for seconds, and nobody who asks for help
may wait on a queue. Bells that come while it rings become one.
"""

import os
import threading

import structlog
from celery import signature
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

DELIVERY = "notifications.tasks.ring_delivery"
SECOND_PATHS = "notifications.tasks.ring_second_paths"
# A bell is good until the next beat.
EXPIRES_SECONDS = 10

log = structlog.get_logger(__name__)


def ring_on_commit(task: str = DELIVERY) -> None:
    """Ring once the transaction at hand is committed; nothing waits for it and nothing depends on it."""
    transaction.on_commit(lambda: _ring(task))


def _ring(task: str) -> None:
    with _lock:
        if not _threads:
            _threads.append(threading.Thread(target=_ring_when_wanted, name="bells", daemon=True))
            _threads[0].start()
        _tasks.add(task)
    _wanted.set()


def _ring_when_wanted() -> None:
    while _wanted.wait():
        _wanted.clear()
        for task in _take_tasks():
            _ring_one(task)


def _take_tasks() -> list[str]:
    with _lock:
        tasks = sorted(_tasks)
        _tasks.clear()
    return tasks


def _ring_one(task: str) -> None:
    try:
        # By name: the tasks call delivery, which stands above the ledger that rings.
        signature(task, retry=False, expires=EXPIRES_SECONDS, ignore_result=True).delay()
    except (KombuError, RedisError, OSError):
        # The broker is away. The next beat, or the loop beside the workers, finds the row by itself.
        log.warning("bell not rung", exc_info=True)


def _forget_after_fork() -> None:
    # Threads do not survive a fork, and a lock that one of them held would stay held.
    global _lock, _wanted
    _lock, _wanted = threading.Lock(), threading.Event()
    _threads.clear()
    _tasks.clear()


_lock = threading.Lock()
_wanted = threading.Event()
_threads: list[threading.Thread] = []
_tasks: set[str] = set()
os.register_at_fork(after_in_child=_forget_after_fork)
