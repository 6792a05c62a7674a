"""What a person lets a site see."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from backend.accounts.models.accounts import Person
from backend.accounts.models.sites import Site, Staff


class DataClass(models.TextChoices):
    """What a person can grant a site, one by one (the table "Who sees what" of the recovery reference)."""

    PLAN = "plan"  # handle, plan, schedules, appointments
    ANSWERS = "answers"  # answers and scores of check-ins
    ALERTS = "alerts"  # that an alert exists, its level and state
    CRAVINGS = "cravings"
    EXERCISES = "exercises"
    SAFETY_PLAN = "safety-plan"
    MEETINGS = "meetings"
    CONTACT = "contact"
    IMPROVE = "improve"  # pooled, from 20 people up


class ConsentQuerySet(models.QuerySet["Consent"]):
    def active(self, now: datetime) -> "ConsentQuerySet":
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            Q(revoked_at=None) | Q(revoked_at__gt=now),
            granted_at__lte=now,
        )


class Consent(models.Model):
    """A person lets a site see one class of data until they take it back or it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    data_class = models.CharField(max_length=12, choices=DataClass)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # The id that the phone gave to the request which granted this, among others.
    request_id = models.UUIDField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "site", "data_class"], name="consent_guard")]  # visible_to
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("granted_at")), name="consent_ends_later"
            )
        ]


class Invitation(models.Model):
    """A single-use code by which a person joins a site. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.BinaryField(max_length=32, unique=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL)
