"""Which staff follow which people."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from backend.accounts.models.accounts import Person
from backend.accounts.models.sites import Site, Staff


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
