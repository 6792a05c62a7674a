"""What a person plans for a craving and for a slip, and how they practise."""

import uuid

from django.db import models
from django.db.models import Q

from backend.accounts.models import Person
from backend.accounts.sealed import SealedField
from notifications.models import Reminder


class IfThenPlan(models.Model):
    """ "If … then …": ready lines, own words, or both. All of it is sealed, the triggers that it is for too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    # As plans.definitions writes it.
    content = SealedField(owner="person_id", editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at", "id"], name="if_then_plans_of_person")]


class SlipPlan(models.Model):
    """What a person wants to do after a slip. Taken away and written again it has another id, and so another ETag."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE)
    # {code of the step: {"lines": [code, …], "words": [text, …]}}
    content = SealedField(owner="person_id", editable=False)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()


class TargetType(models.TextChoices):
    """What can be practised."""

    EXERCISE = "exercise"
    IF_THEN_PLAN = "if-then-plan"
    SAFETY_PLAN = "safety-plan"
    SLIP_PLAN = "slip-plan"


class OfTarget(models.Model):
    """Names what is practised: a slug for an exercise, an id for an if-then plan, nothing more for the others."""

    target_type = models.CharField(max_length=12, choices=TargetType)
    target_id = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True


class PracticeReminder(OfTarget):
    """What one of a person's own reminders wants them to practise. It goes when the reminder goes."""

    reminder = models.OneToOneField(Reminder, primary_key=True, on_delete=models.CASCADE, related_name="practice")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)


class PracticeTick(OfTarget):
    """The person says that they have practised. What follows a craving is an outcome, and not told here again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    practised_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-practised_at"], name="practice_of_person")]  # ticking.py
        constraints = [
            models.CheckConstraint(
                condition=Q(target_type__in=[TargetType.SAFETY_PLAN, TargetType.SLIP_PLAN], target_id="")
                | Q(target_type__in=[TargetType.EXERCISE, TargetType.IF_THEN_PLAN]) & ~Q(target_id=""),
                name="practice_tick_names_its_target",
            )
        ]
