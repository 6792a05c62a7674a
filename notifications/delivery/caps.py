"""No more pushes in a day than the recipient asked for; what is too much stands in the app."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from notifications.delivery.facts import Facts, Fit, midnight_of
from notifications.kinds import is_safety
from notifications.ledger.statements import Claimed, Settled
from notifications.models import Outcome


@dataclass
class _Day:
    """What is left of one recipient's day. What rings together counts once, and so does each notice."""

    left: int
    rings_together: bool
    rung: set[UUID]
    bundle: set[UUID] = field(default_factory=set)

    def admits(self, delivery: Claimed) -> bool:
        if delivery.notification_id in self.rung:
            return True
        if not (self.rings_together and self.bundle):
            if self.left <= 0:
                return False
            self.left -= 1
        self.rung.add(delivery.notification_id)
        self.bundle.add(delivery.notification_id)
        return True


def within_caps(fit: Sequence[Fit], facts: Facts, *, now: datetime) -> tuple[list[Fit], list[Settled]]:
    """Return what may ring today, earliest first, and what is left to the app.

    Two workers that hold notices of one recipient at the same moment may each let one through.
    """
    days = {account: _day(account, facts, now) for account in facts.rung}
    if not days:
        return list(fit), []
    kept, capped = [], []
    for delivery, push in sorted(fit, key=lambda each: (each[0].deliver_at, each[0].notification_id)):
        day = days.get(delivery.recipient_id)
        if day is None or push.is_withdrawal or is_safety(delivery.kind) or day.admits(delivery):
            kept.append((delivery, push))
        else:
            capped.append(Settled(delivery, Outcome.CAPPED))
    return kept, capped


def _day(account: UUID, facts: Facts, now: datetime) -> _Day:
    wishes, rung = facts.wishes[account], facts.rung[account]
    midnight = midnight_of(wishes, now)
    today = sum(at >= midnight for at in rung.values())
    return _Day((wishes.daily_cap or 0) - today, bool(wishes.bundle), set(rung))
