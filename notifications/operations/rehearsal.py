"""What would ring in the coming minutes if nothing changes: counted as delivery would decide, and nothing is sent."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from backend.accounts.keys.store import key_scope
from backend.accounts.models import DataClass
from notifications import identity, ledger
from notifications.delivery import fitness
from notifications.guards import Guard
from notifications.kinds import Kind, is_safety
from notifications.ledger import stages
from notifications.ledger.statements import EVERYTHING, Claimed, PutOff, Settled, held_kinds
from notifications.models import Channel, OpenDelivery, Outcome, Schedule
from notifications.schedules import timing
from notifications.wishes.loading import wishes_of
from notifications.wishes.ringing import Wishes, is_away

MOST = 20_000
RINGS, SILENTLY, HELD, UNREADABLE = "rings", "silent", "held", "unreadable"

# A kind, and RINGS or what stands against it.
Fate = tuple[str, str]


@dataclass(frozen=True)
class Expected:
    """How many deliveries of each kind ring until then, or not, and why. `is_complete`: none was left uncounted."""

    until: datetime
    fates: dict[Fate, int]
    is_complete: bool


def rehearse(ahead: timedelta, *, now: datetime) -> Expected:
    """Count the open deliveries, and the next occurrence of each schedule, that are due by then."""
    until = now + ahead
    rows = OpenDelivery.objects.filter(channel=Channel.PUSH, deliver_at__lte=until, expires_at__gt=now)
    waiting = [_claimed(row) for row in rows.exclude(stage=stages.WITHDRAWAL).order_by("deliver_at")[:MOST]]
    plans = Schedule.objects.filter(kind__in=Kind.values, next_due_at__lte=until).order_by("next_due_at")[:MOST]
    planned, fates = _planned(list(plans))
    held = held_kinds()
    for at, batch in _by_minute([*waiting, *planned], now):
        fates.update(_fates(batch, held, at))
    return Expected(until, dict(fates), is_complete=max(len(waiting), len(plans)) < MOST)


def _fates(batch: Sequence[Claimed], held: Collection[str], at: datetime) -> Iterator[Fate]:
    for each in batch:
        if each.kind in held or EVERYTHING in held:
            yield each.kind, HELD
        elif each.expires_at <= at:
            yield each.kind, Outcome.EXPIRED
    free = [each for each in batch if not {each.kind, EVERYTHING} & set(held) and each.expires_at > at]
    with key_scope():
        found = fitness.sort(free, now=at)
    yield from ((delivery.kind, SILENTLY if push.is_silent else RINGS) for delivery, push in found.fit)
    unfit: list[Settled | PutOff] = [*found.settled, *found.deferred]
    yield from ((each.delivery.kind, each.outcome) for each in unfit)
    read = {delivery.id for delivery, _ in found.fit} | {each.delivery.id for each in unfit}
    yield from ((each.kind, UNREADABLE) for each in free if each.id not in read)


def _by_minute(deliveries: Sequence[Claimed], now: datetime) -> Iterator[tuple[datetime, list[Claimed]]]:
    """Group what falls together, to be judged at the time of the last of it: quiet hours begin and end."""
    ordered = sorted(deliveries, key=lambda each: each.deliver_at)
    for _, some in groupby(ordered, key=lambda each: max(each.deliver_at, now).replace(second=0, microsecond=0)):
        batch = list(some)
        yield max(batch[-1].deliver_at, now), batch


def _planned(plans: Sequence[Schedule]) -> tuple[list[Claimed], Counter[Fate]]:
    """Return the deliveries that these would open, and the fates of what would open none."""
    recipients = {plan.recipient_id for plan in plans}
    wishes, addresses = wishes_of(recipients), ledger.addresses_of(recipients)
    opened: list[Claimed] = []
    fates: Counter[Fate] = Counter()
    for plan in plans:
        obstacle = _obstacle(plan, wishes[plan.recipient_id], has_address=plan.recipient_id in addresses)
        if obstacle is None:
            opened += [_of_plan(plan, address_id) for address_id in addresses[plan.recipient_id]]
        else:
            fates[plan.kind, obstacle] += 1
    return opened, fates


def _obstacle(plan: Schedule, wishes: Wishes, *, has_address: bool) -> Outcome | None:
    if timing.is_paused(plan, _occurs_at(plan)) or timing.is_paused(plan, _rings_at(plan)):
        return Outcome.PAUSED
    if not is_safety(plan.kind) and is_away(_rings_at(plan), wishes):
        return Outcome.AWAY
    if not has_address:
        return Outcome.NO_DEVICE
    return Outcome.STOPPED if plan.stopped_at else None


def _of_plan(plan: Schedule, address_id: UUID) -> Claimed:
    notification_id = identity.occurrence_id(plan.pk, _occurs_at(plan))
    return Claimed(
        id=identity.delivery_id(notification_id, stages.FIRST, address_id),
        attempt=0,
        failures=0,
        channel=Channel.PUSH,
        notification_id=notification_id,
        recipient_id=plan.recipient_id,
        address_id=address_id,
        kind=plan.kind,
        stage=stages.FIRST,
        deliver_at=_rings_at(plan),
        expires_at=plan.closes_at(_occurs_at(plan)),
        guard=plan.guard,
    )


def _claimed(row: OpenDelivery) -> Claimed:
    return Claimed(
        id=row.pk,
        attempt=row.attempt,
        failures=row.failures,
        channel=row.channel,
        notification_id=row.notification_id,
        recipient_id=row.recipient_id,
        address_id=row.address_id,
        kind=row.kind,
        stage=row.stage,
        deliver_at=row.deliver_at,
        expires_at=row.expires_at,
        guard=_guard(row),
    )


def _guard(row: OpenDelivery) -> Guard | None:
    if row.guard_person_id is None or row.guard_site_id is None or row.guard_data_class is None:
        return None
    return Guard(row.guard_person_id, row.guard_site_id, DataClass(row.guard_data_class))


def _rings_at(plan: Schedule) -> datetime:
    assert plan.next_due_at is not None  # noqa: S101 - selected by it
    return plan.next_due_at


def _occurs_at(plan: Schedule) -> datetime:
    return plan.next_at or _rings_at(plan)
