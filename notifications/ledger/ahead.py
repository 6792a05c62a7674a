"""Notices that a phone speaks of before this server opens them: the server was down, or behind."""

from collections.abc import Sequence

from notifications import identity
from notifications.ledger import inserting, stages
from notifications.ledger.inserting import Undelivered
from notifications.ledger.opening import Opening
from notifications.models import Outcome, PushAddress


def settle_ahead(openings: Sequence[Opening], *, outcome: Outcome, code: str) -> None:
    """Log what became of first stages that are not open yet: opening them later sends the later stages alone."""
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
                outcome=outcome,
                code=code,
            )
            for each in openings
            for account_id, address_id in rows
            if account_id == each.recipient_id
        ]
    )
