"""Connections that tell a server which works from one that says nothing."""

import select
from typing import Any

import psycopg
from django.conf import settings
from psycopg.abc import RV, PQGen
from psycopg.errors import ConnectionTimeout, _WaitTimeout
from psycopg.pq import TransactionStatus

# As often psycopg itself looks up from waiting.
LOOK_UP_SECONDS = 0.1
# psycopg takes no less. A server that works lets somebody in, or says why not, within milliseconds.
KNOCKING_SECONDS = 2


class ServerSilent(psycopg.OperationalError):
    """Neither an answer came nor does the server speak to anybody else."""


class Connection(psycopg.Connection[Any]):
    """Tells by its socket whether the server is there, and gives up an answer that takes too long.

    Before each request the pool sends an empty statement over the connection it lends. That is a third of what a search
    asks of the database, and a server that has gone, or has something to say, shows on the socket without it.
    """

    # Of each answer; None: as long as it takes.
    longest_wait_seconds: float | None = None
    # After such a time without an answer somebody looks whether the server still speaks; None: nobody does.
    longest_silence_seconds: float | None = None

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
        if query == "" and self._is_quiet():
            return self.cursor()
        return super().execute(query, *args, **kwargs)

    def wait(self, gen: PQGen[RV], interval: float = LOOK_UP_SECONDS, timeout: float | None = None) -> RV:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        if self.longest_wait_seconds is None:
            return self._wait_while_it_speaks(gen, interval)
        try:
            return super().wait(gen, interval, self.longest_wait_seconds)
        except _WaitTimeout:
            return self._call_off(gen)

    def _wait_while_it_speaks(self, gen: PQGen[RV], interval: float) -> RV:
        """Raise ServerSilent for a server that hangs; a statement may take as long as it takes."""
        while True:
            try:
                return super().wait(gen, interval, self.longest_silence_seconds)
            except _WaitTimeout:
                if not self._server_speaks():
                    self.pgconn.finish()
                    raise ServerSilent from None

    def _server_speaks(self) -> bool:
        try:
            psycopg.connect(self.info.dsn, password=self.info.password, connect_timeout=KNOCKING_SECONDS).close()
        except ConnectionTimeout:
            return False
        except psycopg.OperationalError:
            # A refusal is an answer too; of a server that has gone the socket of this connection tells.
            return True
        return True

    def _call_off(self, gen: PQGen[RV]) -> RV:
        """Raise QueryCanceled, after which the connection is good, or another OperationalError, after which it is not.

        A statement that nobody waits for would else go on in the server, and wait there for its lock.
        """
        try:
            self.cancel_safe(timeout=settings.CALLING_OFF_SECONDS)
            return super().wait(gen, LOOK_UP_SECONDS, settings.CALLING_OFF_SECONDS)
        finally:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                # No sign of the server: what it will say one day, nobody must take for the answer to something else.
                self.pgconn.finish()

    def _is_quiet(self) -> bool:
        waiting = select.poll()
        waiting.register(self.fileno(), select.POLLIN)
        return not self.closed and not waiting.poll(0)
