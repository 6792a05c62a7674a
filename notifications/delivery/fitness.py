"""May this delivery still be sent, and now? Asked when it is claimed, because much can have changed since."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag

from notifications.delivery.bundling import bundled, waiting_once
from notifications.delivery.caps import within_caps
from notifications.delivery.facts import Address, Facts, Fit, Trouble, look_up
from notifications.fcm.messages import Push
from notifications.kinds import Category, policy_of
from notifications.ledger import stages
from notifications.ledger.statements import Claimed, PutOff, Settled
from notifications.models import Device, Outcome
from notifications.texts import text_of
from notifications.timeliness import UNTIMELY
from notifications.wishes.ringing import Held, Ring, ring_of

log = structlog.get_logger(__name__)

# The code of a notice that is not sent because its recipient has acted on it.
ACTED = "acted"
# And of one that its recipient has put off.
SNOOZED = "snoozed"


@dataclass(frozen=True)
class Sorted:
    """What is sent, as a push; what is settled without sending, and why; what its recipient wants later.

    `followers`, by the delivery that rings for them, share its fate.
    """

    fit: list[Fit]
    settled: list[Settled]
    deferred: list[PutOff]
    followers: dict[UUID, list[Claimed]]

    @property
    def untimely(self) -> set[UUID]:
        """The notices that their feature takes back."""
        return {each.delivery.notification_id for each in self.settled if each.code == UNTIMELY}


def sort(batch: Sequence[Claimed], *, now: datetime) -> Sorted:
    """Tell what becomes of each delivery. One that cannot be read is in no list: it is left to its lease."""
    facts = look_up(batch, now=now)
    verdicts = [_verdict_or_nothing(delivery, facts, now) for delivery in batch]
    fit = [verdict for verdict in verdicts if isinstance(verdict, tuple)]
    fit, capped = within_caps(fit, facts, now=now)
    fit, joined, followers = bundled(fit, facts)
    settled = [verdict for verdict in verdicts if isinstance(verdict, Settled)]
    deferred, waited_for = waiting_once([verdict for verdict in verdicts if isinstance(verdict, PutOff)])
    return Sorted(fit, settled + capped + joined + waited_for, deferred, followers)


def _verdict_or_nothing(delivery: Claimed, facts: Facts, now: datetime) -> Fit | Settled | PutOff | None:
    try:
        return _verdict(delivery, facts, now)
    except (InvalidTag, ValueError):
        # An address that does not open, a kind of a newer release: the others in the batch would be claimed
        # beside it again and again, and never be sent.
        log.exception("delivery left to its lease", delivery_id=str(delivery.id))
        return None


def _verdict(delivery: Claimed, facts: Facts, now: datetime) -> Fit | Settled | PutOff:
    if facts.wishes[delivery.recipient_id].is_silenced:
        # Not even the silent push that takes a notice away.
        return Settled(delivery, Outcome.SILENCED)
    is_notice = delivery.stage != stages.WITHDRAWAL
    refusal = _refusal(delivery, facts, now) if is_notice else None
    if refusal is not None:
        return refusal
    address = facts.addresses.get(delivery.address_id)
    value = address.open() if address else None
    if address is None or value is None:
        return Settled(delivery, Outcome.ADDRESS_REMOVED)
    if not is_notice:
        return delivery, _push(delivery, address, value, is_withdrawal=True)
    answer = _answer(delivery, address, facts, now)
    if isinstance(answer, Outcome):
        return Settled(delivery, answer)
    if answer.at > now:
        return PutOff(delivery, Outcome.DEFERRED, answer.code, answer.at)
    return delivery, _push(delivery, address, value, is_silent=answer.is_silent)


def _refusal(delivery: Claimed, facts: Facts, now: datetime) -> Settled | None:
    """What speaks against it whatever its recipient wishes."""
    trouble = facts.troubles.get(delivery.notification_id)
    if trouble is not None and trouble.is_withdrawn:
        return Settled(delivery, Outcome.WITHDRAWN)
    if trouble is not None and trouble.is_acted_on:
        return Settled(delivery, Outcome.WITHDRAWN, ACTED)
    if trouble is not None and trouble.snoozed_until is not None and trouble.snoozed_until > now:
        # A worker held it when it was put off, or it was opened since; a stage of its own rings at that time.
        return Settled(delivery, Outcome.WITHDRAWN, SNOOZED)
    if delivery.guard and (delivery.recipient_id, delivery.guard) not in facts.held:
        return Settled(delivery, Outcome.CONSENT_WITHDRAWN)
    if delivery.notification_id in facts.untimely:
        return Settled(delivery, Outcome.WITHDRAWN, UNTIMELY)
    return None


def _answer(delivery: Claimed, address: Address, facts: Facts, now: datetime) -> Ring | Outcome:
    """What the phone and its owner say to this notice at this moment."""
    if address.permission == Device.Permission.BLOCKED:
        return Outcome.BLOCKED
    category = policy_of(delivery.kind).category
    if category == Category.SAFETY:
        return Ring(now)
    trouble = facts.troubles.get(delivery.notification_id)
    if trouble is not None and trouble.is_stopped:
        return Outcome.STOPPED
    wishes = facts.wishes[delivery.recipient_id]
    if delivery.failures and wishes.bundle:
        wishes = replace(wishes, bundle=timedelta(0))
    answer = ring_of(delivery.deliver_at, expires_at=delivery.expires_at, category=category, wishes=wishes, now=now)
    if isinstance(answer, Held):
        return Outcome(answer.outcome)
    # What still waits is asked again when it rings: a pause, and a phone's silence, may have ended by then.
    return answer if answer.at > now else _silenced(address, trouble, now) or answer


def _silenced(address: Address, trouble: Trouble | None, now: datetime) -> Outcome | None:
    if trouble is not None and trouble.is_paused:
        return Outcome.PAUSED
    is_muted = address.muted_until is not None and address.muted_until > now
    return Outcome.MUTED if is_muted else None


def _push(
    delivery: Claimed, address: Address, value: str, *, is_silent: bool = False, is_withdrawal: bool = False
) -> Push:
    policy = policy_of(delivery.kind)
    return Push(
        notification_id=delivery.notification_id,
        address_kind=address.kind,
        address=value,
        platform=address.platform,
        text=text_of(policy.text, *address.locales),
        is_urgent=policy.is_urgent,
        expires_at=delivery.expires_at,
        is_silent=is_silent,
        is_withdrawal=is_withdrawal,
    )
