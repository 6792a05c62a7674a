"""Rules that staff expect to fire for somebody, for a while."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from backend.accounts.models import Person, Site, Staff
from backend.accounts.sealed import SealedField

LONGEST = timedelta(days=14)


class ExpectedRuleQuerySet(models.QuerySet["ExpectedRule"]):
    def active(self, now: datetime) -> "ExpectedRuleQuerySet":
        return self.filter(marked_at__lte=now, until__gt=now, ended_at=None)


class ExpectedRule(models.Model):
    """A supervisor expects one rule of L1 to fire for one person: it fires, is stored, and opens no alert here.

    The reason is sealed under the person's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    rule = models.CharField(max_length=120)  # `instrument:rule`
    reason = SealedField(owner="person_id", editable=False)
    marked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ExpectedRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("marked_at"), until__lte=F("marked_at") + LONGEST),
                name="expected_for_two_weeks_at_most",
            ),
            # One rule for one person: a second mark takes the place of the first.
            models.UniqueConstraint(fields=["person", "site"], condition=Q(ended_at=None), name="one_expected_rule"),
        ]
        indexes = [models.Index(fields=["person", "-marked_at"], name="expected_of_person")]
