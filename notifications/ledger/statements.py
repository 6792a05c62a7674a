"""The SQL of the open ledger and the log: every form was measured, and a test holds their plans.

OPEN holds what is still to be delivered, the log what happened. Claims are leases with a fence: a crashed
worker's rows come back when the lease ends, and a late worker settles nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any
from uuid import UUID

from django.db import connection

from notifications import arrays
from notifications.guards import Guard
from notifications.kinds import SAFETY_KINDS
from notifications.models import Channel, Hold, Outcome
from notifications.workers import current_worker

# Three times the timeout of a send and more: a worker that is alive never loses its rows.
LEASE = timedelta(seconds=60)
CLAIMED_AT_ONCE = 500
# A Hold with no kind.
EVERYTHING = ""
# Names in Tally: claims of what another worker had claimed and not settled, and what was settled too late.
RECOVERED = "recovered"
FENCED = "fenced"

# Its instants as wall times in UTC: Django reads an instant in Python, and a claim has a thousand.
CLAIM = """
UPDATE open_delivery d SET lease_until = %(lease_until)s, attempt = d.attempt + 1,
                           is_recovered = d.lease_until IS NOT NULL
WHERE d.id = ANY(ARRAY(
    SELECT id FROM open_delivery
    WHERE deliver_at <= %(due_by)s AND expires_at > %(now)s AND (lease_until IS NULL OR lease_until < %(due_by)s)
      AND channel = ANY(%(channels)s::varchar[]) AND kind <> ALL(%(held)s::varchar[])
    ORDER BY deliver_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING d.is_recovered, d.id, d.attempt, d.failures, d.channel, d.notification_id, d.recipient_id, d.address_id,
          d.kind, d.stage, d.deliver_at AT TIME ZONE 'UTC', d.expires_at AT TIME ZONE 'UTC',
          d.guard_person_id, d.guard_site_id, d.guard_data_class
"""

# Literals, as in the index made for it: a claim for each batch must cost nothing while there are none.
_SAFETY = ", ".join(f"'{kind}'" for kind in SAFETY_KINDS)
CLAIM_SAFETY = CLAIM.replace("WHERE deliver_at", f"WHERE kind IN ({_SAFETY}) AND deliver_at")

# One after each pause: safety first, then what was tried least. By age alone, it would be each of those that opened the
# pause in its turn, and what came after them would wait for all. It reads whatever is due, and may: it is rare.
CLAIM_PROBE = CLAIM.replace(
    "ORDER BY deliver_at", "ORDER BY kind = ANY(%(safety)s::varchar[]) DESC, attempt, deliver_at"
)

# The fence stands inside the unnest: as a parameter beside it, it became an n x n join filter.
SETTLE = """
WITH gone AS (
    DELETE FROM open_delivery d
    USING unnest(%(ids)s::uuid[], %(attempts)s::smallint[], %(outcomes)s::varchar[], %(codes)s::varchar[],
                 %(names)s::varchar[]) AS u (id, attempt, outcome, code, provider_name)
    WHERE d.id = u.id AND d.attempt = u.attempt
    RETURNING d.due_at, d.id, d.attempt, d.notification_id, d.channel, d.kind, d.stage,
              u.outcome, u.code, u.provider_name)
INSERT INTO delivery_log (due_at, delivery_id, attempt, notification_id, channel, kind, stage, at, outcome,
                          code, provider_name, worker)
SELECT due_at, id, attempt, notification_id, channel, kind, stage, %(at)s, outcome, code, provider_name, %(worker)s
FROM gone ON CONFLICT DO NOTHING
"""

PUT_OFF = """
WITH back AS (
    UPDATE open_delivery d SET deliver_at = u.next_at, lease_until = NULL, failures = d.failures + u.failed
    FROM unnest(%(ids)s::uuid[], %(attempts)s::smallint[], %(outcomes)s::varchar[], %(codes)s::varchar[],
                %(next)s::timestamptz[], %(failed)s::smallint[]) AS u (id, attempt, outcome, code, next_at, failed)
    WHERE d.id = u.id AND d.attempt = u.attempt
    RETURNING d.due_at, d.id, d.attempt, d.notification_id, d.channel, d.kind, d.stage,
              u.outcome, u.code)
INSERT INTO delivery_log (due_at, delivery_id, attempt, notification_id, channel, kind, stage, at, outcome,
                          code, provider_name, worker)
SELECT due_at, id, attempt, notification_id, channel, kind, stage, %(at)s, outcome, code, '', %(worker)s
FROM back ON CONFLICT DO NOTHING
"""

RELEASE = """
UPDATE open_delivery d SET lease_until = NULL
FROM unnest(%(ids)s::uuid[], %(attempts)s::smallint[]) AS u (id, attempt)
WHERE d.id = u.id AND d.attempt = u.attempt
"""

TALLY = """
INSERT INTO delivery_tally (name, count) VALUES (%(name)s, %(count)s)
ON CONFLICT (name) DO UPDATE SET count = delivery_tally.count + EXCLUDED.count
"""

# An outcome without an attempt takes the number after the last attempt, whose own row may be in the log.
EXPIRE = """
WITH gone AS (
    DELETE FROM open_delivery d WHERE d.id = ANY(ARRAY(
        SELECT id FROM open_delivery
        WHERE deliver_at <= %(at)s AND expires_at <= %(at)s AND (lease_until IS NULL OR lease_until < %(at)s)
        ORDER BY deliver_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
    RETURNING d.due_at, d.id, d.attempt, d.notification_id, d.channel, d.kind, d.stage)
INSERT INTO delivery_log (due_at, delivery_id, attempt, notification_id, channel, kind, stage, at, outcome,
                          code, provider_name, worker)
SELECT due_at, id, attempt + 1, notification_id, channel, kind, stage, %(at)s, 'expired', '', '', %(worker)s
FROM gone ON CONFLICT DO NOTHING
"""

CLOSE = """
WITH gone AS (
    DELETE FROM open_delivery d
    WHERE d.id = ANY(%(ids)s::uuid[]) AND d.deliver_at <= %(until)s
      AND (d.lease_until IS NULL OR d.lease_until < %(at)s)
    RETURNING d.due_at, d.id, d.attempt, d.notification_id, d.channel, d.kind, d.stage)
INSERT INTO delivery_log (due_at, delivery_id, attempt, notification_id, channel, kind, stage, at, outcome,
                          code, provider_name, worker)
SELECT due_at, id, attempt + 1, notification_id, channel, kind, stage, %(at)s, %(outcome)s, %(code)s, '', %(worker)s
FROM gone ON CONFLICT DO NOTHING
"""


class Order(Enum):
    """What a claim takes first."""

    AGE = auto()
    SAFETY = auto()  # and nothing else
    PROBE = auto()  # what is most likely to get through and least to be kept waiting


CLAIMS = {Order.AGE: CLAIM, Order.SAFETY: CLAIM_SAFETY, Order.PROBE: CLAIM_PROBE}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery leased to this worker; `attempt` is its fence, `failures` sets the pace of retries."""

    id: UUID
    attempt: int
    failures: int
    channel: str
    notification_id: UUID
    recipient_id: UUID
    address_id: UUID
    kind: str
    stage: int
    deliver_at: datetime
    expires_at: datetime
    guard: Guard | None


@dataclass(frozen=True, slots=True)
class Settled:
    delivery: Claimed
    outcome: Outcome
    code: str = ""
    provider_name: str = ""


@dataclass(frozen=True, slots=True)
class PutOff:
    """An attempt after which the delivery is due again. A failure slows the next retries, a deferral does not."""

    delivery: Claimed
    outcome: Outcome
    code: str
    next_at: datetime
    is_failure: bool = False


def held_kinds() -> frozenset[str]:
    """Return what an operator holds back: kinds, or the empty name for everything."""
    return frozenset(Hold.objects.values_list("kind", flat=True))


def claim(
    *,
    now: datetime,
    due_by: datetime | None = None,
    limit: int = CLAIMED_AT_ONCE,
    channels: Sequence[str] = (Channel.PUSH,),
    held: Collection[str] = (),
    order: Order = Order.AGE,
) -> list[Claimed]:
    """Lease up to `limit` deliveries due by `due_by`, else `now`. Two workers claim different ones.

    `held` is what `held_kinds` returned; what it names waits, and expires in its time.
    """
    if EVERYTHING in held:
        return []
    wanted: dict[str, Any] = {"channels": [str(channel) for channel in channels], "held": list(held), "limit": limit}
    wanted |= {"now": now, "due_by": due_by or now, "lease_until": now + LEASE, "safety": SAFETY_KINDS}
    with connection.cursor() as cursor:
        cursor.execute(CLAIMS[order], wanted)
        rows = cursor.fetchall()
    _tally(RECOVERED, sum(is_recovered for is_recovered, *_ in rows))
    return [_claimed(row) for row in rows]


def settle(rows: Sequence[Settled], *, at: datetime) -> int:
    """Move deliveries to the log; return how many. Rows that were claimed again since are left alone."""
    return _if_still_ours(SETTLE, rows, {"names": arrays.texts([row.provider_name for row in rows])}, at)


def put_off(rows: Sequence[PutOff], *, at: datetime) -> int:
    """Log the attempt and make the delivery due again at `next_at`; return how many."""
    again = {
        "next": arrays.times([row.next_at for row in rows]),
        "failed": arrays.numbers([int(row.is_failure) for row in rows]),
    }
    return _if_still_ours(PUT_OFF, rows, again, at)


def release(deliveries: Sequence[Claimed]) -> int:
    """Give back at once what was claimed and not tried; return how many."""
    return execute(RELEASE, _fences(deliveries)) if deliveries else 0


def expire(*, now: datetime, limit: int = CLAIMED_AT_ONCE) -> int:
    """Drop and log what is of no use any more; return how many."""
    return execute(EXPIRE, {"limit": limit} | _signature(now))


def close(ids: Sequence[UUID], *, outcome: Outcome, code: str, until: datetime, at: datetime) -> int:
    """Settle open deliveries that are due by `until` and not in a worker's hands, without an attempt."""
    columns = {"ids": arrays.uuids(ids), "outcome": outcome.value, "code": code, "until": until}
    return execute(CLOSE, columns | _signature(at))


def _if_still_ours(
    statement: str, rows: Sequence[Settled] | Sequence[PutOff], columns: dict[str, Any], at: datetime
) -> int:
    """Write what became of deliveries, but for those that were claimed again since; these are counted."""
    if not rows:
        return 0
    verdicts = {
        "outcomes": arrays.texts([row.outcome.value for row in rows]),
        "codes": arrays.texts([row.code for row in rows]),
    }
    fences = _fences([row.delivery for row in rows])
    written = execute(statement, columns | verdicts | fences | _signature(at))
    _tally(FENCED, len(rows) - written)
    return written


def _fences(deliveries: Sequence[Claimed]) -> dict[str, Any]:
    return {
        "ids": arrays.uuids([each.id for each in deliveries]),
        "attempts": arrays.numbers([each.attempt for each in deliveries]),
    }


def _signature(at: datetime) -> dict[str, Any]:
    return {"at": at, "worker": current_worker()}


def _claimed(row: tuple[Any, ...]) -> Claimed:
    _, *columns, deliver_at, expires_at, person_id, site_id, data_class = row
    guard = Guard(person_id, site_id, data_class) if person_id else None
    return Claimed(*columns, deliver_at.replace(tzinfo=UTC), expires_at.replace(tzinfo=UTC), guard)  # type: ignore[call-arg]  # columns as in CLAIM


def _tally(name: str, count: int) -> None:
    if count:
        execute(TALLY, {"name": name, "count": count})


def execute(statement: str, parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
