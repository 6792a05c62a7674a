"""What waits to be handed to somebody outside."""

import uuid

from django.db import models
from django.db.models import Q

from backend.accounts.models import OutsideConsent, Person, Site, Staff
from backend.accounts.sealed import SealedField


class QueuedSummary(models.Model):
    """A summary that a staff member asked for, under a consent of the person to tell somebody outside.

    Dropped when the consent or its time is over. That it left is a Disclosure with the same id, written when it did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    consent = models.ForeignKey(OutsideConsent, on_delete=models.PROTECT)
    data_classes = models.JSONField()
    queued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    prepared_at = models.DateTimeField(null=True)
    # By class of data; None until it is prepared.
    content = SealedField(owner="person_id", null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["queued_at"], condition=Q(prepared_at=None), name="summary_queued")]
