"""How many phones can be reached."""

from datetime import datetime, timedelta

from notifications.operations.reading import rows

# "Best practices for FCM registration token management", Firebase docs: unconfirmed for a month is stale.
STALE_AFTER = timedelta(days=30)

DEVICES = """
SELECT CASE WHEN a.id IS NULL OR a.invalid_at IS NOT NULL THEN 'gone'
            WHEN d.notifications = 'blocked' THEN 'blocked'
            WHEN a.refreshed_at < %(stale)s THEN 'stale'
            ELSE 'ok' END AS reach, count(*)
FROM device d LEFT JOIN push_address a ON a.device_id = d.id
GROUP BY reach
"""
ALL = ("ok", "stale", "blocked", "gone")


def devices_by_reach(*, now: datetime) -> dict[str, int]:
    found = dict(rows(DEVICES, {"stale": now - STALE_AFTER}))
    return {reach: found.get(reach, 0) for reach in ALL}
