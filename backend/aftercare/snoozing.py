"""Being asked again later."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.aftercare.models import CheckIn
from backend.aftercare.responses import CheckInClosed
from backend.api.problems import NotFound
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.notices import snoozing


@transaction.atomic
def snooze(person: Person, check_in_id: UUID, until: datetime, *, now: datetime) -> Notification:
    """Ring for a check-in again at `until`; its id is that of its notice, also before a scan has opened it.

    Raises NotFound, also where nothing rang, CheckInClosed, SnoozePastExpiry, SnoozedTooOften.
    """
    check_in = CheckIn.objects.filter(person=person, pk=check_in_id).first()
    if check_in is not None and (check_in.state != CheckIn.State.OPEN or check_in.closes_at <= now):
        raise CheckInClosed
    notice = snoozing.snooze(person.pk, check_in_id, until, now=now)
    if notice.kind != Kind.CHECK_IN:
        raise NotFound
    return notice
