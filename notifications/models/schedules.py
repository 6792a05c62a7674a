import uuid
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from backend.accounts.models import Account
from backend.accounts.sealed import SealedField
from backend.recurrence import Recurrence
from notifications.fields import WallTimeField
from notifications.kinds import Kind


class Schedule(models.Model):
    """When something repeats for one recipient: local wall time and a rule, expanded late.

    `next_due_at` is the one occurrence that is planned; `planned_tzid` is the zone it was planned in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Account, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=Kind)
    about_type = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True)
    dtstart = WallTimeField()
    rrule = models.CharField(max_length=500, blank=True)
    exdates = ArrayField(WallTimeField(), default=list)
    rdates = ArrayField(WallTimeField(), default=list)
    # Empty: floating, the schedule follows its recipient.
    tzid = models.CharField(max_length=64, blank=True)
    window = models.DurationField()
    remind_again_after = ArrayField(models.DurationField(), default=list)
    # Counts the plans: 2 after the first change of rule or zone.
    version = models.PositiveIntegerField(default=1)
    planned_tzid = models.CharField(max_length=64)
    next_due_at = models.DateTimeField(null=True)
    next_local = WallTimeField(null=True)
    # Of the occurrence that was opened last: no local time rings twice, wherever its recipient travels.
    last_local = WallTimeField(null=True)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "schedule"
        indexes = [
            # take_due: what is due of one kind, oldest first; what is not due costs a scan nothing.
            models.Index(fields=["kind", "next_due_at"], condition=Q(next_due_at__isnull=False), name="schedule_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(window__gt=timedelta(0)), name="schedule_window_is_positive"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(next_due_at=None), name="cancelled_schedule_is_not_due"
            ),
        ]

    @property
    def is_floating(self) -> bool:
        return not self.tzid

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(self.dtstart, self.rrule or None, tuple(self.exdates), tuple(self.rdates))

    @recurrence.setter
    def recurrence(self, recurrence: Recurrence) -> None:
        self.dtstart, self.rrule = recurrence.dtstart, recurrence.rrule or ""
        self.exdates, self.rdates = list(recurrence.exdates), list(recurrence.rdates)

    def closes_at(self, at: datetime) -> datetime:
        return at + self.window


class Reminder(models.Model):
    """A reminder that a person set: the words stay in the app, the phone shows a neutral line."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False)
    schedule = models.OneToOneField(Schedule, on_delete=models.CASCADE)
    text = SealedField(owner="account_id", editable=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "reminder"
        indexes = [models.Index(fields=["account", "-created_at", "id"], name="reminder_list")]  # reminders_of
