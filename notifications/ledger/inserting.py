"""The SQL that opens deliveries, and that logs those which could not even be opened."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from notifications import arrays
from notifications.guards import Guard
from notifications.ledger.statements import execute
from notifications.models import Outcome
from notifications.workers import current_worker

INSERT = """
INSERT INTO open_delivery (id, notification_id, recipient_id, address_id, channel, kind, stage, due_at, deliver_at,
                           expires_at, attempt, guard_person_id, guard_site_id, guard_data_class)
SELECT u.id, u.notification_id, u.recipient_id, u.address_id, u.channel, u.kind, u.stage, u.due_at, u.deliver_at,
       u.expires_at, 0, u.guard_person_id, u.guard_site_id, u.guard_data_class
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::varchar[], %s::varchar[], %s::smallint[],
            %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::uuid[], %s::uuid[], %s::varchar[])
    AS u (id, notification_id, recipient_id, address_id, channel, kind, stage, due_at, deliver_at, expires_at,
          guard_person_id, guard_site_id, guard_data_class)
WHERE NOT EXISTS (SELECT FROM delivery_log l WHERE l.due_at = u.due_at AND l.delivery_id = u.id)
ON CONFLICT DO NOTHING
"""

NOTE = """
INSERT INTO delivery_log (due_at, delivery_id, attempt, notification_id, kind, stage, at, outcome, code,
                          provider_name, worker)
SELECT u.due_at, u.id, 0, u.notification_id, u.kind, u.stage, u.due_at, u.outcome, u.code, '', %(worker)s
FROM unnest(%(ids)s::uuid[], %(notifications)s::uuid[], %(kinds)s::varchar[], %(stages)s::smallint[],
            %(due)s::timestamptz[], %(outcomes)s::varchar[], %(codes)s::varchar[])
    AS u (id, notification_id, kind, stage, due_at, outcome, code)
ON CONFLICT DO NOTHING
"""

NOTICE = """
INSERT INTO notification (id, account_id, kind, target_type, target_id, deliver_at, expires_at, withdrawn_at,
                          schedule_id, site_id, guard_person_id, guard_site_id, guard_data_class)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::varchar[], %s::varchar[], %s::uuid[], %s::timestamptz[],
                     %s::timestamptz[], %s::timestamptz[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[],
                     %s::varchar[])
ON CONFLICT DO NOTHING
"""


class Notice(NamedTuple):
    """A row of the inbox, in the order of NOTICE."""

    id: UUID
    account_id: UUID
    kind: str
    target_type: str
    target_id: UUID
    deliver_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    schedule_id: UUID | None
    site_id: UUID | None
    guard_person_id: UUID | None
    guard_site_id: UUID | None
    guard_data_class: str | None


NOTICE_COLUMNS: tuple[Callable[[Iterable[Any]], str], ...] = (
    arrays.uuids,
    arrays.uuids,
    arrays.texts,
    arrays.texts,
    arrays.uuids,
    arrays.times,
    arrays.times,
    arrays.times,
    arrays.uuids,
    arrays.uuids,
    arrays.uuids,
    arrays.uuids,
    arrays.texts,
)


@dataclass(frozen=True)
class NewDelivery:
    """A delivery to one address. `id` is computed, so writing it twice makes one row."""

    id: UUID
    notification_id: UUID
    recipient_id: UUID
    address_id: UUID
    channel: str
    kind: str
    stage: int
    due_at: datetime
    deliver_at: datetime
    expires_at: datetime
    guard: Guard | None


@dataclass(frozen=True)
class Undelivered:
    """A delivery that was not even opened, and why."""

    id: UUID
    notification_id: UUID
    kind: str
    stage: int
    due_at: datetime
    outcome: Outcome
    code: str = ""


def insert(rows: Sequence[NewDelivery]) -> None:
    """Open those deliveries that are neither open nor logged yet."""
    if not rows:
        return
    guards = [row.guard for row in rows]
    execute(
        INSERT,
        [
            arrays.uuids([row.id for row in rows]),
            arrays.uuids([row.notification_id for row in rows]),
            arrays.uuids([row.recipient_id for row in rows]),
            arrays.uuids([row.address_id for row in rows]),
            arrays.texts([row.channel for row in rows]),
            arrays.texts([row.kind for row in rows]),
            arrays.numbers([row.stage for row in rows]),
            arrays.times([row.due_at for row in rows]),
            arrays.times([row.deliver_at for row in rows]),
            arrays.times([row.expires_at for row in rows]),
            arrays.uuids([guard.person_id if guard else None for guard in guards]),
            arrays.uuids([guard.site_id if guard else None for guard in guards]),
            arrays.texts([guard.data_class if guard else None for guard in guards]),
        ],
    )


def insert_notices(rows: Sequence[Notice]) -> None:
    """Put into the inboxes what is not there yet."""
    if rows:
        columns = zip(*rows, strict=True)
        execute(NOTICE, [write(column) for write, column in zip(NOTICE_COLUMNS, columns, strict=True)])


def note(rows: Sequence[Undelivered]) -> None:
    """Log, at the instant when they would have been due, what could not be opened."""
    if not rows:
        return
    columns = {
        "ids": arrays.uuids([row.id for row in rows]),
        "notifications": arrays.uuids([row.notification_id for row in rows]),
        "kinds": arrays.texts([row.kind for row in rows]),
        "stages": arrays.numbers([row.stage for row in rows]),
        "due": arrays.times([row.due_at for row in rows]),
        "outcomes": arrays.texts([row.outcome for row in rows]),
        "codes": arrays.texts([row.code for row in rows]),
    }
    execute(NOTE, columns | {"worker": current_worker()})
