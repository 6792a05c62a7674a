"""One worker at a time goes the second paths, and a mail server that fails is left alone for a while.

Workers carry pushes too. With a turn, a mail server that hangs holds one of them for the length of a timeout, and
never all of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.db import connection

from backend.api.secrets import keyed_hash
from notifications.models import SenderState

# Of the sessions of one database: it is given back when its holder dies, however that happens.
TURN = "notifications.second_paths"
EMAIL = "email"
PAUSE = timedelta(seconds=30)

log = structlog.get_logger(__name__)


@contextmanager
def turn() -> Iterator[bool]:
    """Yield whether it is this worker's turn."""
    key = int.from_bytes(keyed_hash("turn", TURN.encode())[:8], "big", signed=True)
    is_ours = _ask("SELECT pg_try_advisory_lock(%s)", key)
    try:
        yield is_ours
    finally:
        if is_ours:
            _ask("SELECT pg_advisory_unlock(%s)", key)


def is_mail_paused(*, now: datetime) -> bool:
    return SenderState.objects.filter(pk=EMAIL, paused_until__gt=now).exists()


def pause_mail(code: str, *, now: datetime) -> None:
    SenderState.objects.update_or_create(project=EMAIL, defaults={"paused_until": now + PAUSE, "reason": code})
    log.error("channel paused", channel=EMAIL, code=code)


def resume_mail() -> None:
    SenderState.objects.filter(pk=EMAIL).update(paused_until=None, reason="")


def _ask(statement: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        return bool(cursor.fetchone()[0])
