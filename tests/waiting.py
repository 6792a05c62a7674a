"""Waiting for what other connections of this database do."""

from django.db import connection

from tests.stack import wait_until

OPEN_ELSEWHERE = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
  AND backend_type = 'client backend'
"""


# PostgreSQL's own workers wait too, and so may whoever uses another database of the server.
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND datname = current_database() AND backend_type = 'client backend'
"""


def wait_until_somebody_waits() -> None:
    assert wait_until(lambda: _count(WAITING), seconds=60), "Nobody has waited."


def how_many_wait_for(table: str) -> int:
    return _count(f"{WAITING} AND relation = %s::regclass", table)


def nobody_else_is_in_a_transaction() -> bool:
    """Whether PostgreSQL has taken back what killed processes had begun.

    It notices that a client is gone when it next writes to it: with what the client waited for in hand, it goes on
    first, and holds the rows until then.
    """
    return not _count(OPEN_ELSEWHERE)


def _count(statement: str, *parameters: str) -> int:
    with connection.cursor() as cursor:
        # A transaction that has looked at pg_stat_activity sees the same again.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(statement, parameters)
        return int(cursor.fetchone()[0])
