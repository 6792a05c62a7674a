"""Waiting for what other connections of this database do."""

from django.db import connection

from tests.stack import wait_until

OPEN_ELSEWHERE = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
  AND backend_type = 'client backend'
"""


def wait_until_somebody_waits() -> None:
    waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    assert wait_until(lambda: _count(waits), seconds=20), "Nobody has waited."


def how_many_wait_for(table: str) -> int:
    return _count("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", table)


def nobody_else_is_in_a_transaction() -> bool:
    """Whether PostgreSQL has taken back what killed processes had begun.

    It notices that a client is gone when it next writes to it: with what the client waited for in hand, it goes on
    first, and holds the rows until then.
    """
    return not _count(OPEN_ELSEWHERE)


def _count(statement: str, *parameters: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.fetchone()[0])
