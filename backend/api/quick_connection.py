"""For answers that do without the database when it gives none soon."""

from django.db import DatabaseError, connection
from psycopg_pool import ConnectionPool, PoolTimeout

# Whoever has something else to fall back on waits no longer for a connection.
LONGEST_WAIT_SECONDS = 0.3
# The database is gone, gives no connection, or has not been migrated yet.
UNANSWERED = (DatabaseError, PoolTimeout)


def find_connection() -> None:
    """Raise PoolTimeout unless the pool has a connection soon: Django itself would wait as long as for anything."""
    # Known to the wrapper for PostgreSQL alone.
    pool: ConnectionPool | None = getattr(connection, "pool", None)
    if pool is not None and connection.connection is None:
        pool.open()
        with pool.connection(timeout=LONGEST_WAIT_SECONDS):
            pass
