"""The one place that rings Celery: a hint after commit that something is due. It may be lost or doubled."""

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
    # By name: the task calls delivery, which stands above the ledger that rings.
    bell = signature(TASK, retry=False, expires=EXPIRES_SECONDS, ignore_result=True)
    try:
        bell.delay()
    except (KombuError, RedisError, OSError):
        # The broker is away. The next beat, or the loop beside the workers, finds the row by itself.
        log.warning("bell not rung", exc_info=True)
