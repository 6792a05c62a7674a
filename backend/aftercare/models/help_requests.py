"""A person asks to be contacted, and staff answer once: no conversation."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from backend.accounts.guard import people_visible_to, sites_of
from backend.accounts.models import Account, DataClass, Person, Site, Staff
from backend.accounts.sealed import SealedField
from backend.care_team.models import Alert


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def visible_to(self, account: Account, now: datetime) -> "HelpRequestQuerySet":
        """Requests that this account's site was told of, by people whose alerts it may see at this instant."""
        people = people_visible_to(account, DataClass.ALERTS, now=now)
        told = HelpRequestTold.objects.filter(request=OuterRef("pk"), alert__site__in=sites_of(account))
        return self.filter(Exists(told), person__in=people)

    def in_state(self, state: str) -> "HelpRequestQuerySet":
        if state == HelpRequest.State.ANSWERED:
            return self.exclude(replied_at=None)
        waits = Exists(HelpRequestTold.objects.filter(request=OuterRef("pk")).exclude(alert__state=Alert.State.CLOSED))
        unanswered = self.filter(replied_at=None)
        return unanswered.filter(waits if state == HelpRequest.State.WAITING else ~waits)


class HelpRequest(models.Model):
    """Somebody would like to be contacted. Their words are sealed, and no rule reads them."""

    class When(models.TextChoices):
        TODAY = "today"
        WHEN_YOU_CAN = "when_you_can"

    class State(models.TextChoices):
        """Not stored: who waits is told by the alerts, which have an outcome when staff have called, for one."""

        WAITING = "waiting"
        ANSWERED = "answered"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    when = models.CharField(max_length=12, choices=When)
    message = SealedField(owner="person_id", null=True, editable=False)
    asked_at = models.DateTimeField()
    received_at = models.DateTimeField()
    reply = SealedField(owner="person_id", null=True, editable=False)
    replied_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-asked_at", "id"], name="help_request_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_at=None, replied_by=None) | Q(replied_at__isnull=False, replied_by__isnull=False),
                name="replied_by_somebody",
            )
        ]

    @property
    def promise(self) -> "HelpRequestTold | None":
        """Who answers first, of the sites that were told. Expects `told` with alert and site fetched before."""
        named = [each for each in self.told.all() if each.answer_by is not None]
        return min(named, key=lambda each: each.answer_by or each.alert.due_at, default=None)

    @property
    def answer_by(self) -> datetime | None:
        return self.promise.answer_by if self.promise else None

    @property
    def state(self) -> "HelpRequest.State":
        if self.replied_at is not None:
            return self.State.ANSWERED
        is_open = any(each.alert.state != Alert.State.CLOSED for each in self.told.all())
        return self.State.WAITING if is_open else self.State.CLOSED


class HelpRequestTold(models.Model):
    """A site was told of a request by an alert, and the person until when it answers; None: it is closed for now."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="told")
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE)
    answer_by = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "alert"], name="told_once")]

    @property
    def site(self) -> Site:
        return self.alert.site
