"""The state of delivery at one instant, for /metrics and for `manage.py notifications status`. From tables only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from notifications.delivery import bucket
from notifications.delivery.bucket import Bucket
from notifications.fcm.credentials import configured_channel
from notifications.models import Heartbeat, Hold, SenderState, Tally
from notifications.operations import backlog, dead_letters, partitions, reach, recent
from notifications.operations.backlog import Open, Planned
from notifications.operations.recent import Ended, Lag

DEAD_LETTERS_OVER = timedelta(hours=24)
# Looking on must not become the load that it looks for.
PATIENCE = "SET LOCAL statement_timeout = '5s'"


@dataclass(frozen=True)
class Sender:
    """The push channel. `state`: "ok", "paused", "not configured" or "wrong configuration"."""

    state: str
    reason: str = ""
    paused_until: datetime | None = None
    rate: float | None = None  # messages a second of a warm sender, after refusals for quota
    tokens: float | None = None


@dataclass(frozen=True)
class Overview:
    now: datetime
    open: list[Open]
    planned: list[Planned]
    next_schedule_at: datetime | None
    lags: list[Lag]
    outcomes: list[Ended]
    scans: dict[str, datetime]
    sender: Sender
    holds: dict[str, datetime]
    dead_letters: dict[str, int]
    tallies: dict[str, int]
    devices: dict[str, int]
    partitions_ahead: int
    stray_months: int


@transaction.atomic
def look(*, now: datetime) -> Overview:
    """Read everything. Raises DatabaseError when a reading takes longer than five seconds."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
    holds = dict(Hold.objects.order_by("kind").values_list("kind", "since"))
    return Overview(
        now=now,
        open=backlog.open_deliveries(held=holds, now=now),
        planned=backlog.schedules_due(now=now),
        next_schedule_at=backlog.next_schedule_at(now=now),
        lags=recent.lags(now=now),
        outcomes=recent.outcomes(now=now),
        scans=dict(Heartbeat.objects.order_by("worker").values_list("worker", "at")),
        sender=_sender(now),
        holds=holds,
        dead_letters=dead_letters.count_by_kind(since=now - DEAD_LETTERS_OVER),
        tallies=dict(Tally.objects.values_list("name", "count")),
        devices=reach.devices_by_reach(now=now),
        partitions_ahead=partitions.months_ahead(now=now),
        stray_months=len(partitions.stray_months()),
    )


def _sender(now: datetime) -> Sender:
    try:
        channel = configured_channel()
    except ImproperlyConfigured:
        return Sender("wrong configuration")
    if channel is None:
        return Sender("not configured")
    row = SenderState.objects.filter(pk=channel.project).first() or SenderState()
    is_paused = row.paused_until is not None and row.paused_until > now
    tokens = Bucket(row.tokens, row.rate, row.refilled_at, row.warm_since, row.slowed_at)
    limit = settings.FCM_MESSAGES_PER_SECOND
    return Sender(
        state="paused" if is_paused else "ok",
        reason=row.reason,
        paused_until=row.paused_until,
        rate=bucket.rate(tokens, limit=limit, now=now),
        tokens=bucket.level(tokens, limit=limit, now=now),
    )
