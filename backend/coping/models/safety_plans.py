import uuid

from django.db import models

from backend.accounts.models import Person
from backend.accounts.sealed import SealedField


class SafetyPlanVersion(models.Model):
    """A safety plan as the person wrote it once. The newest is in force; the ones before are theirs alone to read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    # {code of the step: [entry, …]}
    content = SealedField(owner="person_id", editable=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="one_safety_plan_a_number")]
