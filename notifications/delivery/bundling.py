"""What falls together for somebody who asked for it rings once, for all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from notifications.delivery.facts import Facts, Fit
from notifications.fcm.messages import Push
from notifications.kinds import Category, policy_of
from notifications.ledger.statements import Settled
from notifications.models import Outcome
from notifications.texts import plural_of, text_of
from notifications.wishes.ringing import Wishes


def bundled(fit: Sequence[Fit], facts: Facts) -> tuple[list[Fit], list[Settled]]:
    """Return what rings, and what another notice rings for."""
    together: dict[UUID, list[Fit]] = {}
    alone = []
    for each in fit:
        if _may_join(each, facts.wishes):
            together.setdefault(each[0].address_id, []).append(each)
        else:
            alone.append(each)
    settled: list[Settled] = []
    for address_id, group in together.items():
        leader, *others = sorted(group, key=_lasting_longest)
        alone.append((leader[0], _push_for_all(leader, others, facts.addresses[address_id].locales)))
        settled += [Settled(each, Outcome.BUNDLED, str(leader[0].notification_id)) for each, _ in others]
    return alone, settled


def _may_join(fit: Fit, wishes: Mapping[UUID, Wishes]) -> bool:
    """A retry may have rung already, under its own id: it rings for nobody else."""
    delivery, push = fit
    if not wishes[delivery.recipient_id].bundle or delivery.failures or push.is_withdrawal:
        return False
    return policy_of(delivery.kind).category != Category.SAFETY


def _lasting_longest(fit: Fit) -> tuple[float, UUID, int]:
    """The same order at every phone of the recipient."""
    delivery, _ = fit
    return -delivery.expires_at.timestamp(), delivery.notification_id, delivery.stage


def _push_for_all(leader: Fit, others: Sequence[Fit], locales: Sequence[str]) -> Push:
    delivery, push = leader
    pushes = [push, *(each for _, each in others)]
    text = push.text
    if len({each.notification_id for each in pushes}) > 1:
        text = text_of(plural_of(policy_of(delivery.kind).text), *locales)
    return replace(
        push,
        text=text,
        is_urgent=any(each.is_urgent for each in pushes),
        is_silent=all(each.is_silent for each in pushes),
    )
