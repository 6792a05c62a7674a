"""Django's PostgreSQL, with a limit for whoever has something else to fall back on. Named as Django looks for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from backend.api.postgresql.connections import Connection

# As long as for a connection of the pool. One thread for each request: those that wait for a server that hangs are
# missing for crisis help.
LONGEST_SILENCE_SECONDS = 3.0


class DatabaseWrapper(base.DatabaseWrapper):
    # Of this thread, as the wrapper is. None: as long as the pool is set to.
    _longest_wait_seconds: float | None = None

    @contextmanager
    def answering_within(self, seconds: float) -> Iterator[None]:
        """Raise OperationalError when a connection, or one answer asked for inside, takes longer.

        A server that works calls the statement off, and a transaction that has a savepoint goes on. From one that
        says nothing the connection is cut, a fraction of a second later.
        """
        self._longest_wait_seconds = seconds
        try:
            self.ensure_connection()
        finally:
            self._longest_wait_seconds = None
        lent: Connection = self.connection
        lent.longest_wait_seconds = seconds
        try:
            yield
        finally:
            lent.longest_wait_seconds = None

    def is_cut(self) -> bool:
        return self.connection is None or bool(self.connection.closed)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        # What Django reads from settings that we do not have.
        self.isolation_level = IsolationLevel.READ_COMMITTED
        if self.pool is None:
            return Connection.connect(**conn_params)
        self.pool.open()
        lent: Connection = self.pool.getconn(timeout=self._longest_wait_seconds)
        lent.longest_silence_seconds = LONGEST_SILENCE_SECONDS
        return lent
