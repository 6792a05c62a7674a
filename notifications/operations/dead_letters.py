"""Notices that reached nobody through a fault of ours or of the channel, and sending them again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from notifications import ledger
from notifications.consent import held
from notifications.ledger import stages
from notifications.models import Notification, Outcome
from notifications.operations.reading import rows
from notifications.operations.recent import LONGEST_LIFE

# An expired delivery has found no worker, or no open channel, for as long as it was of use.
FAULTS = (
    Outcome.REJECTED,
    Outcome.RETRY_AFTER,
    Outcome.UNKNOWN,
    Outcome.CHANNEL_DOWN,
    Outcome.EXPIRED,
)
REACHED = (Outcome.ACCEPTED, Outcome.SHOWN_LOCALLY)
MOST_RESENDS = len(stages.RESENT)
MOST_FOUND = 10_000
RESENT_AT_ONCE = 500

# The last word on a delivery, if it is a bad one, of notices that nobody has seen or needs no more.
FAILED = """
FROM delivery_log l JOIN notification n ON n.id = l.notification_id
WHERE l.at >= %(since)s AND l.due_at > %(reach)s AND l.outcome = ANY(%(faults)s) AND l.stage <> %(withdrawal)s
  AND (%(kind)s = '' OR l.kind = %(kind)s) AND (%(code)s = '' OR l.code = %(code)s)
  AND n.seen_at IS NULL AND n.withdrawn_at IS NULL
  AND NOT EXISTS (SELECT FROM delivery_log later WHERE later.due_at = l.due_at
                  AND later.delivery_id = l.delivery_id AND later.attempt > l.attempt)
  AND NOT EXISTS (SELECT FROM open_delivery o WHERE o.id = l.delivery_id)
  AND NOT EXISTS (SELECT FROM delivery_log r WHERE r.notification_id = n.id AND r.due_at > %(reach)s
                  AND r.outcome = ANY(%(reached)s))
"""
FIND = (
    "SELECT DISTINCT ON (n.id) n.id, n.kind, l.channel, l.outcome, l.code, l.at, n.expires_at, n.resends"
    + FAILED
    + "ORDER BY n.id, l.at DESC LIMIT %(limit)s"
)
COUNT = (
    "SELECT kind, count(*) FROM (SELECT DISTINCT n.id, n.kind"  # noqa: S608 - constants
    + FAILED
    + "LIMIT %(limit)s) AS found GROUP BY kind"
)
# The open ledger has no index by notification, and is small.
WAITING = "SELECT DISTINCT notification_id FROM open_delivery WHERE stage BETWEEN %(first)s AND %(last)s"


@dataclass(frozen=True)
class DeadLetter:
    """A notice that reached nobody, how the last attempt ended, and what keeps it from being sent again.

    `obstacle` is "expired", "waiting" (sent again already, not settled), "resent_too_often", "no_consent" or empty.
    """

    notification_id: UUID
    kind: str
    channel: str
    outcome: str
    code: str
    at: datetime
    expires_at: datetime
    resends: int
    obstacle: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which dead letters: failed since then, and of this kind or with this code where they are named."""

    since: datetime
    kind: str = ""
    code: str = ""


log = structlog.get_logger(__name__)


def find(wanted: Wanted, *, now: datetime) -> list[DeadLetter]:
    """Return the notices that reached nobody, the latest first; each says whether it can be sent again."""
    found = [DeadLetter(*row) for row in rows(FIND, _parameters(wanted))]
    waiting = {id for (id,) in rows(WAITING, {"first": stages.RESENT[0], "last": stages.RESENT[-1]})}
    judged = [replace(each, obstacle=_obstacle(each, waiting, now)) for each in found]
    return _without_consent_marked(sorted(judged, key=lambda each: each.at, reverse=True), now)


def count_by_kind(*, since: datetime) -> dict[str, int]:
    return dict(rows(COUNT, _parameters(Wanted(since))))


def resend(letters: Sequence[DeadLetter], *, now: datetime) -> int:
    """Send again those of these that nothing stands against; return how many.

    Each goes to every address that its recipient has now, under its old id, so that a phone shows it once.
    """
    ids = [each.notification_id for each in letters if not each.obstacle]
    known = {each.notification_id: each.resends for each in letters}
    starts = range(0, len(ids), RESENT_AT_ONCE)
    count = sum(_resend(ids[start : start + RESENT_AT_ONCE], known, now) for start in starts)
    if count:
        log.warning("dead letters sent again", count=count)
    return count


@transaction.atomic
def _resend(ids: Sequence[UUID], known: dict[UUID, int], now: datetime) -> int:
    """Open the next stage of notices that are as they were found: a second operator sends nothing twice."""
    locked = Notification.objects.select_for_update(no_key=True).filter(
        pk__in=ids, seen_at=None, withdrawn_at=None, expires_at__gt=now
    )
    unchanged = [each for each in locked.order_by("pk") if each.resends == known[each.pk]]
    ledger.open_deliveries(
        [ledger.opening_again(each, stage=stages.RESENT[each.resends], deliver_at=now) for each in unchanged]
    )
    for each in unchanged:
        each.resends += 1
    Notification.objects.bulk_update(unchanged, ["resends"])
    return len(unchanged)


def _obstacle(letter: DeadLetter, waiting: set[UUID], now: datetime) -> str:
    if letter.expires_at <= now:
        return "expired"
    if letter.notification_id in waiting:
        return "waiting"
    return "resent_too_often" if letter.resends >= MOST_RESENDS else ""


def _without_consent_marked(letters: list[DeadLetter], now: datetime) -> list[DeadLetter]:
    notices = Notification.objects.in_bulk({each.notification_id for each in letters if not each.obstacle})
    guarded = {id: (notice.account_id, notice.guard) for id, notice in notices.items() if notice.guard}
    holding = held([(account_id, guard) for account_id, guard in guarded.values()], now=now)
    refused = {id for id, pair in guarded.items() if pair not in holding}
    return [replace(each, obstacle="no_consent") if each.notification_id in refused else each for each in letters]


def _parameters(wanted: Wanted) -> dict[str, Any]:
    return {
        "since": wanted.since,
        "reach": wanted.since - LONGEST_LIFE,
        "kind": wanted.kind,
        "code": wanted.code,
        "faults": [outcome.value for outcome in FAULTS],
        "reached": [outcome.value for outcome in REACHED],
        "withdrawal": stages.WITHDRAWAL,
        "limit": MOST_FOUND,
    }
