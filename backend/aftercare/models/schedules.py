"""Schedules of check-ins."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef

from backend.accounts.guard import people_visible_to, sites_of
from backend.accounts.models import Account, Consent, DataClass, Person, Site, Staff
from notifications.models import Schedule


class CheckInScheduleQuerySet(models.QuerySet["CheckInSchedule"]):
    def visible_to(self, account: Account, now: datetime) -> "CheckInScheduleQuerySet":
        """Schedules that this account's site made for people whose plan it may see at this instant."""
        people = people_visible_to(account, DataClass.PLAN, now=now)
        return self.filter(person__in=people, site__in=sites_of(account))

    def consented(self, now: datetime) -> "CheckInScheduleQuerySet":
        """Schedules whose person still lets the site keep a plan."""
        consent = Consent.objects.active(now).filter(
            person=OuterRef("person"), site=OuterRef("site"), data_class=DataClass.PLAN
        )
        return self.filter(Exists(consent))


class CheckInSchedule(models.Model):
    """A site asks a person an instrument again and again; when, is the schedule's matter."""

    class MissedPolicy(models.TextChoices):
        DEFAULT = "default"
        NONE = "none"

    schedule = models.OneToOneField(Schedule, primary_key=True, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    instrument = models.CharField(max_length=40)
    missed_policy = models.CharField(max_length=10, choices=MissedPolicy, default=MissedPolicy.DEFAULT)
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    objects = CheckInScheduleQuerySet.as_manager()
