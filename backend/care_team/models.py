"""Hours of a site, what is known of a person's safety, and alerts with their clock."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from backend.accounts.guard import people_visible_to
from backend.accounts.models import Account, DataClass, Person, Site, Staff
from backend.accounts.sealed import SealedField
from backend.instruments.levels import Level

LEVELS = [(level.value, level.value) for level in Level]


class SiteHours(models.Model):
    """One stretch of a site's working day, in the site's zone; closing at 00:00 means the end of that day."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    iso_weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(iso_weekday__range=(1, 7)), name="weekday_is_iso"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")) | Q(closes="00:00"), name="closes_later"),
        ]


class SiteHoliday(models.Model):
    """A date on which a site stays closed."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "on"], name="holiday_once")]


class SafetyHold(models.Model):
    """The last L2 and L3 answers of a person, with or without staff: coping holds exercises back while it lasts."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    level = models.CharField(max_length=2, choices=LEVELS)
    since = models.DateTimeField()
    last_answer_at = models.DateTimeField()
    # Nothing but a wish to be contacted: that filters no exercise.
    only_contact = models.BooleanField()


class SafetyProfile(models.Model):
    """What bars exercises for a person, in their own answers: {code: "yes" | "no" | "unknown"}."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    answers = SealedField(owner="person_id", editable=False)


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, account: Account, now: datetime) -> "AlertQuerySet":
        """Alerts of this account's site about people whose alerts it may see at this instant."""
        people = people_visible_to(account, DataClass.ALERTS, now=now)
        return self.filter(person__in=people, site__in=Staff.objects.filter(pk=account.pk).values("site"))

    def open(self) -> "AlertQuerySet":
        return self.exclude(state=Alert.State.CLOSED)

    def waiting(self) -> "AlertQuerySet":
        """Alerts that nobody has acknowledged."""
        return self.filter(state=Alert.State.OPEN)

    def overdue(self, now: datetime) -> "AlertQuerySet":
        """Alerts past their time for which the next person was not told yet."""
        return self.waiting().filter(due_at__lte=now, escalated_at=None)


class Alert(models.Model):
    """Somebody may need a human. It has an owner, a clock and, in the end, an outcome; its level only rises."""

    class State(models.TextChoices):
        OPEN = "open"
        ACKNOWLEDGED = "acknowledged"
        CLOSED = "closed"

    class Outcome(models.TextChoices):
        REACHED = "reached"
        MESSAGE_LEFT = "message-left"
        WELFARE_CHECK = "welfare-check"
        HANDED_OVER = "handed-over"
        COULD_NOT_REACH = "could-not-reach"
        # Written by us alone, when the person has taken the consent back.
        CONSENT_WITHDRAWN = "consent-withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="owned_alerts")
    level = models.CharField(max_length=2, choices=LEVELS)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "site"], condition=~Q(state="closed"), name="one_open_alert"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at=None, outcome=""),
                name="closed_with_an_outcome",
            ),
        ]
        indexes = [
            # overdue(): its cost does not grow with alerts that are closed or were passed on.
            models.Index(fields=["due_at"], condition=Q(state="open", escalated_at=None), name="alert_waiting"),
            # The worklist of a site.
            models.Index(fields=["site", "due_at"], condition=~Q(state="closed"), name="alert_worklist"),
            # follow_ups_of: a person's own list.
            models.Index(fields=["person", "-opened_at"], name="alert_of_person"),
        ]


class AlertEvidence(models.Model):
    """What an alert is about: the rules that fired on one thing. The thing itself stays where it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="evidence")
    about_type = models.CharField(max_length=40)
    about_id = models.UUIDField()
    # `instrument:rule`, as in the instrument file: never an answer.
    rules = models.JSONField()
    level = models.CharField(max_length=2, choices=LEVELS)
    added_at = models.DateTimeField()


class AlertPage(models.Model):
    """A staff member was rung about an alert: once for each time it asked for somebody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="pages")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    paged_at = models.DateTimeField()
    # 0 the first, 1 the next person, who is told when nobody acknowledged in time.
    stage = models.PositiveSmallIntegerField()


class AlertNote(models.Model):
    """What staff did about an alert. The text is sealed under the person's key, so erasing them erases it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    outcome = models.CharField(max_length=20, choices=Alert.Outcome)
    note = SealedField(owner="person_id", editable=False)
    written_at = models.DateTimeField()


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
