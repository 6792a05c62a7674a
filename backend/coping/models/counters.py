"""Days without use as people count them, and the slips that they told."""

import uuid

from django.db import models

from backend.accounts.models import Person
from backend.accounts.sealed import SealedField
from notifications.models import Schedule


class Counter(models.Model):
    """Days without one substance, or without any: what is counted is computed and never stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_index=False)
    label = SealedField(owner="person_id", editable=False)
    # Null: it counts days without any.
    substance = SealedField(owner="person_id", null=True, editable=False)
    # By the calendar of where the person was: it is the same day wherever they travel.
    started_on = models.DateField()
    # At this local time a milestone rings; null: none does.
    milestone_push_at = models.TimeField(null=True)
    schedule = models.OneToOneField(Schedule, null=True, on_delete=models.SET_NULL)
    # The local date of the last milestone that rang: none up to it rings again, where a date comes twice.
    rang_on = models.DateField(null=True)
    # Counts the changes, of its slips too.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at", "id"], name="counters_of_person")]  # the list


class Slip(models.Model):
    """A slip, on the local date of where the person was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, db_index=False)
    on = models.DateField()
    # Null: the day is all that was told.
    occurred_at = models.DateTimeField(null=True)
    note = SealedField(owner="person_id", null=True, editable=False)
    # The most serious answer so far to `affected_now` of the daily check-in.
    affected_now = SealedField(owner="person_id", null=True, editable=False)
    recorded_at = models.DateTimeField()

    class Meta:
        # The list, latest first, and the days that a count reads.
        indexes = [models.Index(fields=["counter", "-on", "-recorded_at", "id"], name="slips_of_counter")]
