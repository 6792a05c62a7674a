"""What staff write to several of their people at once."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from backend.accounts.models import Person, Site, Staff
from backend.accounts.sealed import SealedField


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def visible_to(self, staff: Staff) -> "BroadcastQuerySet":
        """One's own at one's site; a supervisor finds those of the whole site, to cancel them."""
        here = self.filter(site=staff.site_id)
        return here if staff.role == Staff.Role.SUPERVISOR else here.filter(staff=staff)


class Broadcast(models.Model):
    """What a staff member writes to several of their people at once.

    Sealed under the author's key. Recipients read it as long as they are on its list: no row, no words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    words = SealedField(owner="staff_id", editable=False)
    send_at = models.DateTimeField()
    spread_minutes = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(spread_minutes__lte=240), name="spread_is_four_hours_at_most")
        ]


class BroadcastRecipientQuerySet(models.QuerySet["BroadcastRecipient"]):
    def due(self, now: datetime) -> "BroadcastRecipientQuerySet":
        return self.filter(state=BroadcastRecipient.State.WAITING, deliver_at__lte=now)

    def reached(self) -> "BroadcastRecipientQuerySet":
        """Those for whom it was opened, and not taken back since."""
        return self.filter(state=BroadcastRecipient.State.OPENED, broadcast__cancelled_at=None)


class BroadcastRecipient(models.Model):
    """One person on the list of a broadcast, and when their phone rings."""

    class State(models.TextChoices):
        WAITING = "waiting"
        OPENED = "opened"
        REFUSED = "refused"  # when it was due they shared no plan with its author any more
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    deliver_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)

    objects = BroadcastRecipientQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["broadcast", "person"], name="once_on_a_list")]
        indexes = [
            # due(): its cost does not grow with what was opened before.
            models.Index(fields=["deliver_at"], condition=Q(state="waiting"), name="broadcast_due")
        ]
