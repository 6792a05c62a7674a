"""What a site plans with a person, and what rules must know of it."""

import uuid

from django.db import models
from django.db.models import Q

from backend.accounts.models import Person, Site, Staff
from backend.accounts.sealed import SealedField


class CarePlan(models.Model):
    """What rules must know of somebody's care, at whatever site. It holds no dose and no taper step."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    # {"substances": [class], "has_prescribed": bool, "taper": [first day, last day or null] or null}
    content = SealedField(owner="person_id", editable=False)


class CarePlanVersion(models.Model):
    """A plan as somebody at a site wrote it. The newest is in force; the ones before are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    # As care_plans.contents.as_json writes it.
    content = SealedField(owner="person_id", editable=False)
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "site", "number"], name="one_plan_a_number")]


class PlanCorrection(models.Model):
    """A person says what in their plan is not right. Staff say when they have dealt with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    text = SealedField(owner="person_id", editable=False)
    written_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "site", "-written_at"], name="correction_of_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="resolved_by_somebody",
            )
        ]
