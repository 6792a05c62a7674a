"""When each help line was last verified; the answer outlives the database."""

from datetime import date

import structlog
from django.db import DatabaseError
from django.db.models import Max

from backend.crisis.models import LineVerification

log = structlog.get_logger("backend.crisis")

# The last good answer of this process: help lines are shown while the database is gone.
_last_good: dict[str, date] = {}


def verified_lines() -> dict[str, date]:
    """Return line id -> day of the latest verification. Never raises for a missing database."""
    try:
        rows = LineVerification.objects.values_list("line_id").annotate(Max("verified_on"))
        found = dict(rows)
    except DatabaseError:
        log.warning("help lines served without the database")
        return dict(_last_good)
    _last_good.clear()
    _last_good.update(found)
    return found
