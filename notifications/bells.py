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

TASK = "notifications.tasks.ring_delivery"
# A bell is good until the next beat.
EXPIRES_SECONDS = 10

log = structlog.get_logger(__name__)


def ring_on_commit() -> None:
    """Ring once the transaction at hand is committed; nothing waits for it and nothing depends on it."""
    transaction.on_commit(_ring)


def _ring() -> None:
    with _lock:
        if not _threads:
            _threads.append(threading.Thread(target=_ring_when_wanted, name="bells", daemon=True))
            _threads[0].start()
    _wanted.set()


def _ring_when_wanted() -> None:
    while _wanted.wait():
        _wanted.clear()
        try:
            # By name: the task calls delivery, which stands above the ledger that rings.
            signature(TASK, retry=False, expires=EXPIRES_SECONDS, ignore_result=True).delay()
        except (KombuError, RedisError, OSError):
            # The broker is away. The next beat, or the loop beside the workers, finds the row by itself.
            log.warning("bell not rung", exc_info=True)


def _forget_after_fork() -> None:
    # Threads do not survive a fork, and a lock that one of them held would stay held.
    global _lock, _wanted
    _lock, _wanted = threading.Lock(), threading.Event()
    _threads.clear()


_lock = threading.Lock()
_wanted = threading.Event()
_threads: list[threading.Thread] = []
os.register_at_fork(after_in_child=_forget_after_fork)
