"""When a person and their care team meet."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from backend.accounts.guard import people_visible_to, sites_of
from backend.accounts.models import Account, DataClass, Person, Site, Staff
from backend.accounts.sealed import SealedField
from notifications.fields import WallTimeField
from notifications.models import Schedule


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, account: Account, now: datetime) -> "AppointmentQuerySet":
        """Appointments of this account's site with people whose plan it may see at this instant."""
        people = people_visible_to(account, DataClass.PLAN, now=now)
        return self.filter(person__in=people, site__in=sites_of(account))

    def to_come(self, now: datetime) -> "AppointmentQuerySet":
        """Those that have not begun and were not called off."""
        return self.filter(starts_at__gt=now, outcome="")


class Appointment(models.Model):
    """A person and their care team meet, at a local time of the clinic: the instant follows from it."""

    class Kind(models.TextChoices):
        IN_PERSON = "in-person"
        PHONE = "phone"
        VIDEO = "video"

    class Outcome(models.TextChoices):
        KEPT = "kept"
        MISSED = "missed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT)
    local = WallTimeField()
    tzid = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    duration_minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    # {"place": text, "note": text}; both are the person's to read.
    words = SealedField(owner="person_id", editable=False)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    # Counts the changes: the ETag.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(duration_minutes__range=(1, 1440)), name="appointment_within_a_day")
        ]
        # A person's own list, what staff see of it, and the next one.
        indexes = [
            models.Index(fields=["person", "starts_at", "id"], name="appointment_of_person"),
            # zone_law.renew_times
            models.Index(fields=["starts_at"], condition=Q(outcome=""), name="appointment_to_come"),
        ]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration_minutes)

    @property
    def place(self) -> str:
        return str((self.words or {}).get("place", ""))

    @property
    def note(self) -> str:
        return str((self.words or {}).get("note", ""))


class AppointmentReminder(models.Model):
    """One reminder of an appointment. A schedule each: every one is of use until the appointment begins."""

    schedule = models.OneToOneField(Schedule, primary_key=True, on_delete=models.CASCADE)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="reminders")
    minutes_before = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "minutes_before"], name="one_reminder_so_long_before")
        ]
