"""When each help line was last verified; the answer outlives the database."""

from datetime import date

import structlog
from django.db import DatabaseError, connection
from django.db.models import Max
from psycopg_pool import ConnectionPool, PoolTimeout

from backend.crisis.models import LineVerification

log = structlog.get_logger("backend.crisis")

# Somebody in danger waits no longer for a connection: without one, the package and the last good answer have to do.
LONGEST_WAIT_SECONDS = 0.3
# The last good answer of this process: help lines are shown while the database is gone.
_last_good: dict[str, date] = {}


def verified_lines() -> dict[str, date]:
    """Return line id -> day of the latest verification. Never raises for a missing database, nor waits for it long."""
    try:
        _find_connection()
        rows = LineVerification.objects.values_list("line_id").annotate(Max("verified_on"))
        found = dict(rows)
    except (DatabaseError, PoolTimeout):
        log.warning("help lines served without the database")
        return dict(_last_good)
    _last_good.clear()
    _last_good.update(found)
    return found


def _find_connection() -> None:
    """Raise PoolTimeout unless the pool has a connection soon: Django itself would wait as long as for anything."""
    # Known to the wrapper for PostgreSQL alone.
    pool: ConnectionPool | None = getattr(connection, "pool", None)
    if pool is not None and connection.connection is None:
        pool.open()
        with pool.connection(timeout=LONGEST_WAIT_SECONDS):
            pass
