"""Which staff follow which people: for good, for a colleague who is away, while an alert is open, in an emergency."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from backend.accounts.models.accounts import Person
from backend.accounts.models.sites import Site, Staff
from backend.accounts.sealed import SealedField


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active(self, now: datetime) -> "AssignmentQuerySet":
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=now), started_at__lte=now)


class Assignment(models.Model):
    """A staff member follows a person for a site."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "staff"], condition=Q(ended_at=None), name="one_open_assignment")
        ]


class CoverQuerySet(models.QuerySet["Cover"]):
    def active(self, now: datetime) -> "CoverQuerySet":
        return self.filter(starts_at__lte=now, ends_at__gt=now, cancelled_at=None)


class Cover(models.Model):
    """A staff member is away, and a colleague looks after their people until they are back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    absent = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="absences")
    cover = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="covers")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="cover_ends_later"),
            models.CheckConstraint(condition=~Q(absent=F("cover")), name="nobody_covers_themselves"),
        ]
        # people_visible_to and the teams of a person.
        indexes = [models.Index(fields=["cover", "ends_at"], name="cover_of_staff")]


class AlertAccess(models.Model):
    """A site has an open alert about a person: supervisors and on-call staff see plan and answers while it lasts.

    Written by care_team with the alert itself, in its transactions; the guard needs the fact and stands below alerts.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    level = models.CharField(max_length=2)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "site"], name="one_alert_access")]


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def active(self, now: datetime) -> "BreakGlassQuerySet":
        return self.filter(started_at__lte=now, ends_at__gt=now)


class BreakGlass(models.Model):
    """Access to one person for an hour, without consent, in a bona fide medical emergency (42 CFR 2.51).

    Append-only. What 2.51(c) asks for is sealed under the person's key: recipient and affiliation, who disclosed,
    when, and the nature of the emergency.
    """

    class Reason(models.TextChoices):
        MEDICAL_EMERGENCY = "medical-emergency"
        RISK_OF_SUICIDE = "risk-of-suicide"
        OVERDOSE = "overdose"
        SEVERE_WITHDRAWAL = "severe-withdrawal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    reason_code = models.CharField(max_length=20, choices=Reason)
    # {"text", "recipient", "recipient_affiliation", "discloser", "nature"}
    content = SealedField(owner="person_id", editable=False)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, editable=False)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="break_glass_ends_later")]
        indexes = [
            models.Index(fields=["staff", "ends_at"], name="break_glass_of_staff"),  # people_visible_to
            models.Index(fields=["person", "started_at"], name="break_glass_of_person"),  # their own record
            models.Index(fields=["person"], condition=Q(sealed_at=None), name="break_glass_unsealed"),  # the seal
        ]


class BreakGlassBar(models.Model):
    """A supervisor says that the person must not learn of it, because that would endanger somebody. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    break_glass = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="bar")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    reason = SealedField(owner="person_id", editable=False)
    at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person"], condition=Q(sealed_at=None), name="break_glass_bar_unsealed")]
