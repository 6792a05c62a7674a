"""The scan: broadcasts that are due reach their people, as far as these still share their plan."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import DataClass
from backend.care_team.broadcasts.writing import TARGET
from backend.care_team.models import BroadcastRecipient
from backend.care_team.people import own_people_of
from notifications import ledger
from notifications.kinds import Kind, policy_of
from notifications.ledger import Guard, Opening
from notifications.workers import for_a_turn

BATCH = 500
State = BroadcastRecipient.State


def open_due(*, now: datetime) -> int:
    """Open a notice for everybody whose turn it is, once, until the scan's own is over; return how many were taken."""
    return for_a_turn(lambda: _open_batch(now=now))


@transaction.atomic
def _open_batch(*, now: datetime) -> int:
    # Two workers at once take different people: what one has locked, the other passes over.
    due = list(
        BroadcastRecipient.objects.due(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("broadcast__staff__account", "broadcast__staff__site")
        .order_by("deliver_at", "pk")[:BATCH]
    )
    followed = _still_followed(due, now=now)
    opened = [each for each in due if _pair(each) in followed]
    ledger.open_deliveries([_opening(each, now=now) for each in opened])
    _mark(opened, State.OPENED)
    _mark([each for each in due if _pair(each) not in followed], State.REFUSED)
    return len(due)


def _still_followed(due: Sequence[BroadcastRecipient], *, now: datetime) -> set[tuple[UUID, UUID]]:
    """Return author and person where the one may still write to the other; one query for each author."""
    return {
        (author.pk, person_id)
        for author in {each.broadcast.staff for each in due}
        for person_id in own_people_of(author, now=now)
        .filter(pk__in=[each.person_id for each in due if each.broadcast.staff_id == author.pk])
        .values_list("pk", flat=True)
    }


def _pair(recipient: BroadcastRecipient) -> tuple[UUID, UUID]:
    return recipient.broadcast.staff_id, recipient.person_id


def _opening(recipient: BroadcastRecipient, *, now: datetime) -> Opening:
    about = (TARGET, recipient.broadcast_id)
    return Opening(
        recipient.person_id,
        Kind.MESSAGE,
        notification_id=ledger.notification_id(about, recipient.person_id),
        about=about,
        due_at=recipient.deliver_at,
        # Not an instant for each: consent is asked for once for each instant.
        deliver_at=now,
        expires_at=recipient.deliver_at + policy_of(Kind.MESSAGE).lifetime,
        guard=Guard(recipient.person_id, recipient.broadcast.site_id, DataClass.PLAN),
    )


def _mark(recipients: Sequence[BroadcastRecipient], state: State) -> None:
    BroadcastRecipient.objects.filter(pk__in=[each.pk for each in recipients]).update(state=state)
