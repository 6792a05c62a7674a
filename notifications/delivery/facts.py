"""What must be known about a batch of claimed deliveries: the same few queries for one and for hundreds.

Plain rows, and arrays instead of Django's IN: this is read for every push, and model instances cost more than the
queries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import connection

from backend.accounts.keys import store
from backend.accounts.sealed import Ciphertext, SealedField
from notifications import arrays, timeliness
from notifications.consent import held
from notifications.fcm.messages import Push
from notifications.guards import Guard
from notifications.kinds import SAFETY_KINDS
from notifications.ledger import stages
from notifications.ledger.statements import Claimed
from notifications.models import PushAddress
from notifications.wishes.loading import wishes_of
from notifications.wishes.ringing import Wishes

# No push goes out so long after its notice was due, and older months of the log need not be searched.
LONGEST_LIFE = timedelta(days=31)

ADDRESSES = """
SELECT a.id, d.account_id, a.kind, a.value, d.platform, d.notifications, d.muted_until, d.locale, p.locale
FROM push_address a JOIN device d ON d.id = a.device_id LEFT JOIN accounts_person p ON p.account_id = d.account_id
WHERE a.id = ANY(%(ids)s::uuid[]) AND a.invalid_at IS NULL
"""

# Only of those that something is the matter with.
NOTICES = """
SELECT n.id, n.withdrawn_at IS NOT NULL, n.acted_at IS NOT NULL, s.stopped_at IS NOT NULL, pause.is_on,
       n.snoozed_until
FROM notification n LEFT JOIN schedule s ON s.id = n.schedule_id
CROSS JOIN LATERAL (
    SELECT (s.paused_from <= %(now)s AND (s.paused_until IS NULL OR s.paused_until > %(now)s)) IS TRUE
) AS pause (is_on)
WHERE n.id = ANY(%(ids)s::uuid[]) AND (n.withdrawn_at IS NOT NULL OR n.acted_at IS NOT NULL
                              OR s.stopped_at IS NOT NULL OR pause.is_on OR n.snoozed_until IS NOT NULL)
"""

TARGETS = "SELECT id, kind, target_id FROM notification WHERE id = ANY(%(ids)s::uuid[])"

RUNG = """
SELECT n.account_id, n.id, min(l.at)
FROM unnest(%(accounts)s::uuid[], %(midnights)s::timestamptz[]) AS u (account_id, midnight)
JOIN notification n ON n.account_id = u.account_id AND n.expires_at > u.midnight AND n.kind <> ALL(%(safety)s)
JOIN delivery_log l ON l.notification_id = n.id AND l.due_at > %(horizon)s AND l.stage <> %(withdrawal)s
                   AND l.channel = 'push' AND l.outcome IN ('accepted', 'unknown')
GROUP BY n.account_id, n.id
"""

# What may be sent, as a push.
Fit = tuple[Claimed, Push]


@dataclass(frozen=True, slots=True)
class Address:
    """A usable address and the phone it leads to."""

    pk: UUID
    account_id: UUID
    kind: str
    sealed: bytes
    platform: str
    permission: str
    muted_until: datetime | None
    locale: str
    account_locale: str | None

    @property
    def locales(self) -> tuple[str, str]:
        """The languages to try for what it shows: the phone's, then its owner's."""
        return self.locale, self.account_locale or ""

    def open(self) -> str | None:
        """Decrypt the address; None when the account was erased. Raises InvalidTag where it does not open."""
        # The field asks its instance for the two ids that stand here too.
        value = SEALED.open(cast(PushAddress, self), Ciphertext(self.sealed))
        return cast(str | None, value)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What speaks against ringing for a notice."""

    is_withdrawn: bool
    is_acted_on: bool
    is_stopped: bool
    is_paused: bool
    snoozed_until: datetime | None


@dataclass(frozen=True)
class Facts:
    """`rung` holds, for those who set a daily cap, when each notice that has rung rang first.

    `untimely` are the notices that their feature does not let ring at this moment.
    """

    addresses: dict[UUID, Address]
    troubles: dict[UUID, Trouble]
    held: set[tuple[UUID, Guard]]
    wishes: dict[UUID, Wishes]
    rung: dict[UUID, dict[UUID, datetime]]
    untimely: set[UUID]


SEALED: SealedField = PushAddress._meta.get_field("value")


def look_up(batch: Sequence[Claimed], *, now: datetime) -> Facts:
    recipients = {each.recipient_id for each in batch}
    store.preload(recipients)
    wishes = wishes_of(recipients)
    addresses = _rows(ADDRESSES, {each.address_id for each in batch}, now)
    notices = _rows(NOTICES, {each.notification_id for each in batch}, now)
    guarded = [(each.recipient_id, each.guard) for each in batch if each.guard and each.stage != stages.WITHDRAWAL]
    return Facts(
        addresses={row[0]: Address(*row) for row in addresses},
        troubles={notice: Trouble(*found) for notice, *found in notices},
        held=held(guarded, now=now) if guarded else set(),
        wishes=wishes,
        rung=rung_of({account: each for account, each in wishes.items() if each.daily_cap is not None}, now),
        untimely=_untimely(batch, now),
    )


def midnight_of(wishes: Wishes, now: datetime) -> datetime:
    """Return when the day at hand began where the recipient is."""
    return datetime.combine(now.astimezone(wishes.zone), time(), wishes.zone).astimezone(UTC)


def rung_of(capped: dict[UUID, Wishes], now: datetime) -> dict[UUID, dict[UUID, datetime]]:
    """Return when the notices of these accounts rang first, of those that can still matter to a cap today."""
    rung: dict[UUID, dict[UUID, datetime]] = {account: {} for account in capped}
    if not capped:
        return rung
    parameters: dict[str, Any] = {
        "accounts": arrays.uuids(capped),
        "midnights": arrays.times([midnight_of(wishes, now) for wishes in capped.values()]),
        "safety": SAFETY_KINDS,
        "horizon": now - LONGEST_LIFE,
        "withdrawal": stages.WITHDRAWAL,
    }
    with connection.cursor() as cursor:
        cursor.execute(RUNG, parameters)
        for account, notice, at in cursor.fetchall():
            rung[account][notice] = at
    return rung


def _untimely(batch: Sequence[Claimed], now: datetime) -> set[UUID]:
    kinds = timeliness.asked_kinds()
    asked = {each.notification_id for each in batch if each.kind in kinds and each.stage != stages.WITHDRAWAL}
    if not asked:
        return set()
    leads = {notice: (kind, target_id) for notice, kind, target_id in _rows(TARGETS, asked, now)}
    untimely = timeliness.untimely_among(leads.values(), now=now)
    return {notice for notice, (_, target_id) in leads.items() if target_id in untimely}


def _rows(statement: str, ids: set[UUID], now: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": arrays.uuids(ids), "now": now})
        return list(cursor.fetchall())
