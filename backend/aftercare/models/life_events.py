"""What happens in somebody's life that changes their care at a site."""

import uuid

from django.db import models
from django.db.models import Q

from backend.accounts.models import Person, Site, Staff
from backend.accounts.sealed import SealedField


class LifeEvent(models.Model):
    """In hospital, paused, discharged, transferred or died, as the staff of one site have put it on record.

    Dates are those of the site's zone, both of them included.
    """

    class Kind(models.TextChoices):
        IN_HOSPITAL = "in_hospital"
        PAUSED_BY_STAFF = "paused_by_staff"
        DISCHARGED = "discharged"
        TRANSFERRED = "transferred"
        DIED = "died"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    kind = models.CharField(max_length=16, choices=Kind)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    to_staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedField(owner="person_id", null=True, editable=False)
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # Ended before its last day, or taken back.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")), name="life_event_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(kind="transferred", to_staff__isnull=False) | (~Q(kind="transferred") & Q(to_staff=None)),
                name="transferred_to_somebody",
            ),
        ]
        # events_of, paused_people
        indexes = [models.Index(fields=["person", "site", "-created_at"], name="life_event_of_person")]
