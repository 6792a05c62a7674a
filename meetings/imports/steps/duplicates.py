"""Listings that may be one meeting, of one feed or of two: flagged with the reason, never merged and never left out."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from meetings.imports.report import Duplicate
from meetings.models import PossibleDuplicate

# Weekly meetings only: others have no slot that says when they are.
_SAME_SLOT = "b.week_minute = a.week_minute AND b.tzid = a.tzid AND b.id <> a.id AND b.is_published"
# About 100 m, and about 30 km: many groups everywhere are called after the same few phrases.
_CELL, _NEARBY = 3, 0.3
_PAIRS = f"""
    WITH touched AS (
        SELECT * FROM meetings_meeting WHERE id = ANY(%(ids)s) AND is_published AND week_minute IS NOT NULL
    )
    SELECT DISTINCT ON (1, 2) least(one, two), greatest(one, two), reason FROM (
        SELECT a.id AS one, b.id AS two, 1 AS rank, 'same link and time' AS reason
        FROM touched a JOIN meetings_meeting b ON {_SAME_SLOT} AND b.online_url = a.online_url
        WHERE a.online_url <> ''
        UNION ALL
        SELECT a.id, b.id, 2, 'same place and time'
        FROM touched a JOIN meetings_meeting b ON {_SAME_SLOT} AND b.place_id = a.place_id
        UNION ALL
        SELECT a.id, b.id, 2, 'same place and time'
        FROM touched a JOIN meetings_meeting b ON {_SAME_SLOT}
            AND round(b.lat::numeric, {_CELL}) = round(a.lat::numeric, {_CELL})
            AND round(b.lon::numeric, {_CELL}) = round(a.lon::numeric, {_CELL})
        UNION ALL
        SELECT a.id, b.id, 3, 'same name and time'
        FROM touched a JOIN meetings_meeting b ON {_SAME_SLOT} AND lower(b.name) = lower(a.name)
        WHERE a.name <> 'NA meeting'
            AND (a.lat IS NULL OR b.lat IS NULL
                OR (abs(a.lat - b.lat) < {_NEARBY} AND abs(a.lon - b.lon) < {_NEARBY}))
    ) AS pairs
    ORDER BY 1, 2, rank
"""  # noqa: S608 - constants of this module


def flag(touched: Iterable[int], *, now: datetime) -> list[Duplicate]:
    """Compare these meetings with all others; return the new warnings, and take back those that hold no more.

    What somebody has dismissed stays dismissed.
    """
    ids = sorted(touched)
    found = _pairs(ids)
    known = {(each.meeting_id, each.other_id): each for each in _warnings_about(ids)}
    gone = [each.pk for pair, each in known.items() if pair not in found and each.dismissed_at is None]
    PossibleDuplicate.objects.filter(pk__in=gone).delete()
    new = [Duplicate(one, other, reason) for (one, other), reason in found.items() if (one, other) not in known]
    PossibleDuplicate.objects.bulk_create(
        [PossibleDuplicate(meeting_id=x.meeting, other_id=x.other, reason=x.reason, found_at=now) for x in new],
        batch_size=500,
    )
    return new


def _pairs(ids: list[int]) -> dict[tuple[int, int], str]:
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"ids": ids})
        return {(one, two): reason for one, two, reason in cursor.fetchall()}


def _warnings_about(ids: list[int]) -> list[PossibleDuplicate]:
    return list(PossibleDuplicate.objects.filter(meeting__in=ids) | PossibleDuplicate.objects.filter(other__in=ids))
