"""Alerts with their clock, what they are about, whom they rang, what was done and what comes after."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from backend.accounts.guard import people_visible_to
from backend.accounts.models import Account, DataClass, Person, Site, Staff
from backend.accounts.sealed import SealedField
from backend.instruments.levels import LEVEL_CHOICES


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
    level = models.CharField(max_length=2, choices=LEVEL_CHOICES)
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
    level = models.CharField(max_length=2, choices=LEVEL_CHOICES)
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


class AlertStep(models.Model):
    """One thing that happened with an alert, in order: its story for those who come later. Append-only."""

    class What(models.TextChoices):
        OPENED = "opened"
        RAISED = "raised"
        ASKED_AGAIN = "asked-again"  # new evidence after somebody had acknowledged
        REOPENED = "reopened"
        PASSED_ON = "passed-on"
        PERSON_TOLD = "person-told"  # that nobody has answered
        ACKNOWLEDGED = "acknowledged"
        CLAIMED = "claimed"
        HANDED_OVER = "handed-over"
        CLOSED = "closed"

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=12, choices=What)
    level = models.CharField(max_length=2, choices=LEVEL_CHOICES)
    # Who did it, or whose it is from then on; None where nobody did.
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def due(self, now: datetime) -> "FollowUpQuerySet":
        return self.filter(due_at__lte=now, opened_at=None, dropped_at=None)


class FollowUp(models.Model):
    """A check-in that is owed to somebody after an outcome: opened when due, or dropped, with the reason in the facts.

    aftercare opens it; this app knows when, because it knows the outcome.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "due_at"], name="follow_up_once"),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(dropped_at=None), name="follow_up_opened_or_dropped"
            ),
        ]
        indexes = [
            # due(): its cost does not grow with those that were opened or dropped.
            models.Index(fields=["due_at"], condition=Q(opened_at=None, dropped_at=None), name="follow_up_due")
        ]
