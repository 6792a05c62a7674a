"""What accounts wish, read for many at once: two queries, whoever they are and however many."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from backend.recurrence import zone_or_utc
from notifications import arrays
from notifications.kinds import Category
from notifications.wishes.ringing import QuietHours, Way, Wishes

# One array instead of a parameter per account: Django's own IN costs more than the query for a batch.
WISHES = """
SELECT u.id, coalesce(p.tzid, s.tzid, 'UTC'), w.quiet_from, w.quiet_until, w.quiet_action, w.bundle_minutes,
       w.spread_minutes, w.daily_cap, w.away_from, w.away_until, p.silenced_at IS NOT NULL
FROM unnest(%s::uuid[]) AS u (id)
LEFT JOIN accounts_person p ON p.account_id = u.id
LEFT JOIN accounts_staff s ON s.account_id = u.id
LEFT JOIN notification_wishes w ON w.account_id = u.id
"""

WAYS = "SELECT account_id, category, way FROM notification_preference WHERE account_id = ANY(%s::uuid[])"


def wishes_of(account_ids: Iterable[UUID]) -> dict[UUID, Wishes]:
    """Return the wishes of each account; one that nobody knows has none, in UTC."""
    ids = list(set(account_ids))
    if not ids:
        return {}
    ways: dict[UUID, dict[Category, Way]] = {}
    for account_id, category, way in _rows(WAYS, ids):
        if category in Category.values:  # not one of a newer release
            ways.setdefault(account_id, {})[Category(category)] = way
    return {account_id: _wishes(row, ways.get(account_id)) for account_id, *row in _rows(WISHES, ids)}


def _wishes(row: Sequence[Any], ways: dict[Category, Way] | None) -> Wishes:
    tzid, quiet_from, quiet_until, action, bundle, spread, daily_cap, away_from, away_until, is_silenced = row
    if bundle is None and ways is None and not is_silenced:
        return _none_in(tzid)
    return Wishes(
        zone=zone_or_utc(tzid),
        quiet=QuietHours(quiet_from, quiet_until, action) if quiet_from is not None else None,
        bundle=timedelta(minutes=bundle or 0),
        spread=timedelta(minutes=spread or 0),
        daily_cap=daily_cap,
        away_from=away_from,
        away_until=away_until,
        ways=ways or {},
        is_silenced=is_silenced,
    )


# Most people wish for nothing, and live in few zones.
@lru_cache(maxsize=1024)
def _none_in(tzid: str) -> Wishes:
    return Wishes(zone_or_utc(tzid))


def _rows(statement: str, ids: list[UUID]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [arrays.uuids(ids)])
        return list(cursor.fetchall())
