"""Database connections that are lent by a pool."""

import select
from typing import Any

import psycopg


class LentConnection(psycopg.Connection[Any]):
    """Tells by its socket whether the server is there.

    Before each request the pool sends an empty statement over the connection it lends. That is a third of what a search
    asks of the database, and a server that has gone, or has something to say, shows on the socket without it.
    """

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
        if query == "" and self._is_quiet():
            return self.cursor()
        return super().execute(query, *args, **kwargs)

    def _is_quiet(self) -> bool:
        waiting = select.poll()
        waiting.register(self.fileno(), select.POLLIN)
        return not self.closed and not waiting.poll(0)
