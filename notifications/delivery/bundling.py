"""What falls together rings once: the steps of one notice always, several notices for somebody who asked for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from notifications import identity
from notifications.delivery.facts import Facts, Fit
from notifications.fcm.messages import Push
from notifications.kinds import is_safety, policy_of
from notifications.ledger import stages
from notifications.ledger.statements import Claimed, PutOff, Settled
from notifications.models import OpenDelivery, Outcome
from notifications.texts import plural_of, text_of
from notifications.wishes.ringing import Wishes


def bundled(fit: Sequence[Fit], facts: Facts) -> tuple[list[Fit], list[Settled], dict[UUID, list[Claimed]]]:
    """Return what rings; the steps that ring with an earlier one of their notice; and, by the delivery that rings
    for them, those of other notices: what becomes of these is known only when that one has been taken."""
    together: dict[tuple[UUID, UUID | None], list[Fit]] = {}
    alone = []
    for each in fit:
        delivery, push = each
        if push.is_withdrawal or is_safety(delivery.kind):
            alone.append(each)
        else:
            together.setdefault(_rings_with(delivery, facts.wishes), []).append(each)
    same: list[Settled] = []
    followers: dict[UUID, list[Claimed]] = {}
    for (address_id, _), group in together.items():
        leader, *others = sorted(group, key=_lasting_longest) if len(group) > 1 else group
        alone.append((leader[0], _push_for_all(leader, others, facts.addresses[address_id].locales)))
        for other, _ in others:
            if other.notification_id == leader[0].notification_id:
                same.append(Settled(other, Outcome.BUNDLED, stages.SAME_NOTICE))
            else:
                followers.setdefault(leader[0].id, []).append(other)
    return alone, same, followers


def waiting_once(deferred: Sequence[PutOff]) -> tuple[list[PutOff], list[Settled]]:
    """Of the steps of one notice that would wait at one phone for one instant, return the first, and the others.

    They are told apart here, where they are put off: once that instant has come, two workers may hold one each.
    """
    first: dict[tuple[UUID, UUID, datetime], PutOff] = {}
    for each in sorted(deferred, key=lambda each: each.delivery.stage):
        first.setdefault((each.delivery.address_id, each.delivery.notification_id, each.next_at), each)
    waiting = _waiting([each for each in first.values() if each.delivery.stage != stages.FIRST])
    kept = [
        each
        for each in first.values()
        if not any((other, each.next_at) in waiting for other in _other_steps(each.delivery))
    ]
    kept_ids = {each.delivery.id for each in kept}
    others = [each.delivery for each in deferred if each.delivery.id not in kept_ids]
    return kept, [Settled(each, Outcome.BUNDLED, stages.SAME_NOTICE) for each in others]


def _rings_with(delivery: Claimed, wishes: Mapping[UUID, Wishes]) -> tuple[UUID, UUID | None]:
    """What rings as one has the same. A retry may have rung already, under its own id: it rings for nobody else."""
    joins_others = wishes[delivery.recipient_id].bundle and not delivery.failures
    return delivery.address_id, None if joins_others else delivery.notification_id


def _waiting(later: Sequence[PutOff]) -> set[tuple[UUID, datetime]]:
    """Return which other steps of these notices wait already, and until when."""
    ids = [other for each in later for other in _other_steps(each.delivery)]
    if not ids:
        return set()
    return set(OpenDelivery.objects.filter(pk__in=ids).values_list("pk", "deliver_at"))


def _other_steps(delivery: Claimed) -> Iterator[UUID]:
    """The ids that other steps of the notice have at that phone; the first one waits for no other."""
    if delivery.stage == stages.FIRST:
        return
    for stage in stages.NOTICES:
        if stage != delivery.stage:
            yield identity.delivery_id(delivery.notification_id, stage, delivery.address_id)


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
