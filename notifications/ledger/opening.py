"""Opening deliveries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from notifications import arrays, bells, identity
from notifications.consent import held_at
from notifications.guards import Guard
from notifications.kinds import Kind, policy_of
from notifications.ledger import inserting, stages
from notifications.ledger.inserting import NewDelivery, Notice, Undelivered
from notifications.models import Channel, Notification, Outcome, SecondPath
from notifications.silence import silenced_among

# Who is to be told, under whose consent, when.
Permission = tuple[UUID, Guard, datetime]

# PushAddress.objects.usable(), for a batch of recipients by one parameter.
ADDRESSES = """
SELECT d.account_id, a.id FROM push_address a JOIN device d ON d.id = a.device_id
WHERE d.account_id = ANY(%s::uuid[]) AND a.invalid_at IS NULL
"""


@dataclass(frozen=True)
class Opening:
    """A notice for one recipient: `about` names what it leads to, `guard` whose consent it needs.

    `due_at` is when it was due by its plan, if it is to ring later than that.
    """

    recipient_id: UUID
    kind: Kind
    notification_id: UUID
    about: tuple[str, UUID]
    deliver_at: datetime
    expires_at: datetime
    stage: int = stages.FIRST
    guard: Guard | None = None
    due_at: datetime | None = None
    schedule_id: UUID | None = None


def opening_again(notice: Notification, *, stage: int, deliver_at: datetime) -> Opening:
    """A further stage of a notice that stands in the inbox: the same words, consent and end."""
    return Opening(
        recipient_id=notice.account_id,
        kind=Kind(notice.kind),
        notification_id=notice.pk,
        about=(notice.target_type, notice.target_id),
        deliver_at=deliver_at,
        expires_at=notice.expires_at,
        stage=stage,
        guard=notice.guard,
        schedule_id=notice.schedule_id,
    )


def notification_id(about: tuple[str, UUID], recipient_id: UUID) -> UUID:
    """Name the notice about one thing to one recipient, where no schedule stands behind it."""
    return identity.notification_id(about, recipient_id)


def open_delivery(
    recipient_id: UUID,
    kind: Kind,
    *,
    notification_id: UUID,
    about: tuple[str, UUID],
    deliver_at: datetime,
    expires_at: datetime,
    stage: int = 0,
    guard: Guard | None = None,
) -> None:
    """Open one notice, in the caller's transaction. Opening it again changes nothing."""
    open_deliveries([Opening(recipient_id, kind, notification_id, about, deliver_at, expires_at, stage, guard)])


@transaction.atomic
def open_deliveries(openings: Sequence[Opening]) -> None:
    """Open notices to the addresses that their recipients have now, and to second paths where the kind has them.

    A notice whose guard does not hold at `deliver_at` is left out, and so is all that is for somebody who is
    silenced; without any phone it waits in the app, and that is logged.
    """
    openings = _without_silenced(openings)
    if not openings:
        return
    refused = _refused(openings)
    allowed = [each for each in openings if not _is_refused(each, refused)] if refused else openings
    put_in_inbox(allowed)
    if refused:
        leave_out([each for each in openings if _is_refused(each, refused)], Outcome.CONSENT_WITHDRAWN)
    addresses = addresses_of({each.recipient_id for each in allowed})
    _note([each for each in allowed if each.recipient_id not in addresses], Outcome.NO_DEVICE)
    pushes = [
        _delivery(each, address_id, Channel.PUSH)
        for each in allowed
        for address_id in addresses.get(each.recipient_id, ())
    ]
    others = list(_second_paths([each for each in allowed if policy_of(each.kind).has_second_paths]))
    inserting.insert([*pushes, *others])
    # A scan opens what is due already: without a bell it would wait for a second beat.
    if pushes:
        bells.ring_on_commit()
    if others:
        bells.ring_on_commit(bells.SECOND_PATHS)


@transaction.atomic
def leave_out(openings: Sequence[Opening], outcome: Outcome) -> None:
    """Log why these will not ring, and keep them, withdrawn, in the history of those whose own they are.

    What is about somebody else leaves no trace with a recipient who may not see that person.
    """
    _note(openings, outcome)
    put_in_inbox([each for each in openings if _is_own(each)], is_withdrawn=True)


def put_in_inbox(openings: Sequence[Opening], *, is_withdrawn: bool = False) -> None:
    """Let the app list these, whatever becomes of the pushes."""
    inserting.insert_notices([_notice(each, is_withdrawn) for each in openings])


def addresses_of(account_ids: set[UUID]) -> dict[UUID, list[UUID]]:
    """Return the usable addresses of each of these accounts; one without any is left out."""
    found: dict[UUID, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(ADDRESSES, [arrays.uuids(account_ids)])
        for account_id, address_id in cursor.fetchall():
            found.setdefault(account_id, []).append(address_id)
    return found


def _without_silenced(openings: Sequence[Opening]) -> Sequence[Opening]:
    silenced = silenced_among({each.recipient_id for each in openings})
    if not silenced:
        return openings
    leave_out([each for each in openings if each.recipient_id in silenced], Outcome.SILENCED)
    return [each for each in openings if each.recipient_id not in silenced]


def _is_own(opening: Opening) -> bool:
    return opening.guard is None or opening.guard.person_id == opening.recipient_id


def _notice(opening: Opening, is_withdrawn: bool) -> Notice:
    is_own, guard = _is_own(opening), opening.guard
    return Notice(
        id=opening.notification_id,
        account_id=opening.recipient_id,
        kind=opening.kind.value,
        target_type=opening.about[0],
        target_id=opening.about[1],
        deliver_at=opening.deliver_at,
        expires_at=opening.expires_at,
        withdrawn_at=opening.deliver_at if is_withdrawn else None,
        schedule_id=opening.schedule_id,
        site_id=guard.site_id if guard and is_own else None,
        guard_person_id=guard.person_id if guard and not is_own else None,
        guard_site_id=guard.site_id if guard else None,
        guard_data_class=guard.data_class.value if guard else None,
    )


def _refused(openings: Sequence[Opening]) -> set[Permission]:
    """Ask for consent at the instant of delivery: a consent that ends before it does not carry it."""
    asked = {(each.recipient_id, each.guard, each.deliver_at) for each in openings if each.guard}
    return asked - held_at(asked)


def _is_refused(opening: Opening, refused: set[Permission]) -> bool:
    return opening.guard is not None and (opening.recipient_id, opening.guard, opening.deliver_at) in refused


def _second_paths(openings: Sequence[Opening]) -> Iterator[NewDelivery]:
    if not openings:
        return
    paths = list(SecondPath.objects.filter(account__in={each.recipient_id for each in openings}))
    for opening in openings:
        for path in paths:
            if path.account_id == opening.recipient_id:
                yield _delivery(opening, path.pk, Channel(path.channel))


def _delivery(opening: Opening, address_id: UUID, channel: Channel) -> NewDelivery:
    return NewDelivery(
        id=identity.delivery_id(opening.notification_id, opening.stage, address_id),
        notification_id=opening.notification_id,
        recipient_id=opening.recipient_id,
        address_id=address_id,
        channel=channel,
        kind=opening.kind,
        stage=opening.stage,
        due_at=opening.due_at or opening.deliver_at,
        deliver_at=opening.deliver_at,
        expires_at=opening.expires_at,
        guard=opening.guard,
    )


def _note(openings: Sequence[Opening], outcome: Outcome) -> None:
    rows = [
        Undelivered(
            id=identity.delivery_id(each.notification_id, each.stage, None),
            notification_id=each.notification_id,
            kind=each.kind,
            stage=each.stage,
            due_at=each.due_at or each.deliver_at,
            outcome=outcome,
        )
        for each in openings
    ]
    inserting.note(rows)
