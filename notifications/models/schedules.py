import uuid
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from backend.accounts.models import Account, DataClass, Staff
from backend.accounts.sealed import SealedField
from backend.recurrence import Recurrence
from notifications.fields import WallTimeField
from notifications.guards import Guard
from notifications.kinds import Kind


class Schedule(models.Model):
    """When something repeats for one recipient: local wall time and a rule, or offsets from an event.

    One occurrence is planned at a time: `next_at` is its instant, which names it, and `next_due_at` when it rings,
    later by the recipient's spread. `planned_tzid` is the zone it was planned in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Account, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=Kind)
    about_type = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True)
    # A rule starts at dtstart; a schedule without one hangs on an event (`anchor_at`) by its offsets.
    dtstart = WallTimeField(null=True)
    rrule = models.CharField(max_length=500, blank=True)
    exdates = ArrayField(WallTimeField(), default=list)
    rdates = ArrayField(WallTimeField(), default=list)
    anchor_at = models.DateTimeField(null=True)
    offsets = ArrayField(models.DurationField(), default=list, db_default=[])
    # With a time, offsets are whole days of the calendar and ring at this local time.
    offset_time = models.TimeField(null=True)
    # The last local date on which it rings.
    ends_on = models.DateField(null=True)
    # Empty: floating, the schedule follows its recipient.
    tzid = models.CharField(max_length=64, blank=True)
    window = models.DurationField()
    remind_again_after = ArrayField(models.DurationField(), default=list)
    # Counts the plans: 2 after the first change of rule or zone.
    version = models.PositiveIntegerField(default=1)
    planned_tzid = models.CharField(max_length=64)
    next_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    next_local = WallTimeField(null=True)
    # Of the occurrence that was opened last: no local time rings twice, wherever its recipient travels.
    last_local = WallTimeField(null=True)
    # Occurrences in [paused_from, paused_until) are left out; no end means until it is resumed.
    paused_from = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    # "Stop these": what falls due still stands in the app, and rings no more.
    stopped_at = models.DateTimeField(null=True)
    # Whose consent, beside the recipient being that person: null where nobody's is needed.
    guard_site_id = models.UUIDField(null=True)
    guard_data_class = models.CharField(max_length=12, choices=DataClass, null=True)  # noqa: DJ001 - as the one above
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
            models.CheckConstraint(
                condition=Q(dtstart__isnull=False) | Q(offsets__len__gt=0), name="schedule_has_rule_or_offsets"
            ),
            models.CheckConstraint(
                condition=Q(paused_until=None) | Q(paused_until__gt=models.F("paused_from")), name="pause_ends_later"
            ),
        ]

    @property
    def is_floating(self) -> bool:
        return not self.tzid

    @property
    def guard(self) -> Guard | None:
        if self.guard_site_id is None or self.guard_data_class is None:
            return None
        return Guard(self.recipient_id, self.guard_site_id, DataClass(self.guard_data_class))

    @property
    def recurrence(self) -> Recurrence:
        """The rule; only a schedule with `dtstart` has one."""
        assert self.dtstart is not None  # noqa: S101 - asked of schedules with a rule
        return Recurrence(self.dtstart, self.rrule or None, tuple(self.exdates), tuple(self.rdates))

    @recurrence.setter
    def recurrence(self, recurrence: Recurrence) -> None:
        self.dtstart, self.rrule = recurrence.dtstart, recurrence.rrule or ""
        self.exdates, self.rdates = list(recurrence.exdates), list(recurrence.rdates)

    def closes_at(self, at: datetime) -> datetime:
        return at + self.window


class Reminder(models.Model):
    """A reminder that a person set, or staff for them: the words stay in the app, the phone shows a neutral line."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False)
    schedule = models.OneToOneField(Schedule, on_delete=models.CASCADE)
    text = SealedField(owner="account_id", editable=False)
    # Of the site that the schedule's guard names; None for the person's own.
    set_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "reminder"
        indexes = [models.Index(fields=["account", "-created_at", "id"], name="reminder_list")]  # reminders_of
