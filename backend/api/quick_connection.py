"""For answers that do without the database when it gives none soon."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from backend.api.postgresql.base import DatabaseWrapper
from backend.api.problems import Unavailable

# The database is gone or hangs, gives no connection, waits for a lock, or has not been migrated yet.
UNANSWERED = DatabaseError


@contextmanager
def answered_soon() -> Iterator[None]:
    """Raise UNANSWERED where the database answers something that is asked inside with an error, or not within
    QUICK_ANSWER_SECONDS.

    A transaction around it goes on after that. Raises Unavailable, which nobody can do without, where it cannot:
    the connection is lost.
    """
    wrapper = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    # Without a savepoint, PostgreSQL would refuse all that follows.
    savepoint = transaction.atomic() if wrapper.in_atomic_block else nullcontext()
    try:
        with wrapper.answering_within(settings.QUICK_ANSWER_SECONDS), savepoint:
            yield
    except UNANSWERED as error:
        if wrapper.in_atomic_block and wrapper.is_cut():
            raise Unavailable from error
        raise
