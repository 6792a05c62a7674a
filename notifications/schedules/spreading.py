"""The wishes that move a whole plan: the spread its recipient agreed to, and their absence."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from notifications import arrays
from notifications.models import Schedule
from notifications.wishes.ringing import Wishes, spread_of

NO_SPREAD = timedelta(0)
# By one array: for a batch, the parameters of an IN cost more than the query.
WISHES = """
SELECT account_id, spread_minutes, away_from, away_until FROM notification_wishes WHERE account_id = ANY(%s::uuid[])
"""
_UTC = ZoneInfo("UTC")


def wishes_of_plans(recipient_ids: Collection[UUID]) -> dict[UUID, Wishes]:
    """Return spread and absence of those who have said anything; all else is asked when it rings."""
    with connection.cursor() as cursor:
        cursor.execute(WISHES, [arrays.uuids(recipient_ids)])
        return {
            account_id: Wishes(_UTC, spread=timedelta(minutes=minutes), away_from=away_from, away_until=away_until)
            for account_id, minutes, away_from, away_until in cursor.fetchall()
        }


def spread_for(schedule: Schedule, wishes: Wishes | None) -> timedelta:
    """How much later than planned this schedule rings. What hangs on an event is exact."""
    if wishes is None or schedule.dtstart is None:
        return NO_SPREAD
    return spread_of(schedule.recipient_id, schedule.window, wishes)
