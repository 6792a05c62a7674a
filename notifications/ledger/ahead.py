"""Notices that a phone has rung by itself before this server opened them: the server was down, or behind."""

from collections.abc import Sequence

from django.db import transaction

from notifications import identity
from notifications.ledger import inserting, stages
from notifications.ledger.inserting import Undelivered
from notifications.ledger.opening import Opening, put_in_inbox
from notifications.models import Outcome, PushAddress


@transaction.atomic
def note_shown(openings: Sequence[Opening]) -> None:
    """Put notices in the inbox and log their first stage as rung: opening them later sends the later stages alone."""
    put_in_inbox(openings)
    recipients = {each.recipient_id for each in openings}
    addresses = PushAddress.objects.filter(device__account_id__in=recipients)
    rows = list(addresses.values_list("device__account_id", "pk"))
    inserting.note(
        [
            Undelivered(
                id=identity.delivery_id(each.notification_id, stages.FIRST, address_id),
                notification_id=each.notification_id,
                kind=each.kind,
                stage=stages.FIRST,
                due_at=each.due_at or each.deliver_at,
                outcome=Outcome.SHOWN_LOCALLY,
            )
            for each in openings
            for account_id, address_id in rows
            if account_id == each.recipient_id
        ]
    )
