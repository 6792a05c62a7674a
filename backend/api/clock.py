from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import cast

from django.db import connection

_set_back: ContextVar[timedelta] = ContextVar("clock_set_back", default=timedelta(0))


def database_now() -> datetime:
    """Return the database's clock, set back by `lateness()`: scans on several machines must agree on what is due."""
    return true_database_now() - lateness()


def true_database_now() -> datetime:
    """Return the database's clock as it stands, for who asks whether something still holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cast(datetime, cursor.fetchone()[0])


def lateness() -> timedelta:
    """Return how long a thing must have been due for the scans that run now: see `only_overdue_by`."""
    return _set_back.get()


@contextmanager
def only_overdue_by(lateness: timedelta) -> Iterator[None]:
    """Let scans see the world as it was `lateness` ago: they take only what others have left lying that long."""
    token = _set_back.set(lateness)
    try:
        yield
    finally:
        _set_back.reset(token)
