"""What was drawn for a craving, what a person never wants to see again, and what many people's ratings say."""

import uuid

from django.db import models
from django.db.models import Q

from backend.accounts.models import Person
from backend.accounts.sealed import SealedField
from backend.coping.models.cravings import Craving


class Draw(models.Model):
    """How the exercises for a craving were found: with it the choice can be made again and judged."""

    craving = models.OneToOneField(Craving, primary_key=True, on_delete=models.CASCADE)
    model_version = models.CharField(max_length=20)
    # 63 bits: what PostgreSQL holds as a positive number.
    seed = models.BigIntegerField()
    # recommending/replaying.py: the situation, what was known of safety, and the belief about each exercise.
    inputs = SealedField(owner="person_id", editable=False)

    @property
    def person_id(self) -> uuid.UUID:
        """Whose key seals the inputs."""
        owner: uuid.UUID = self.craving.person_id
        return owner


class ExerciseChoice(models.Model):
    """A person's own mark on an exercise."""

    class Choice(models.TextChoices):
        FAVOURITE = "favourite"
        NOT_FOR_ME = "not-for-me"  # never offered again, until they take it back

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    exercise = models.SlugField(max_length=60, db_index=False)
    choice = models.CharField(max_length=10, choices=Choice)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "exercise"], name="one_choice_for_an_exercise")]


class PooledRatings(models.Model):
    """Counts and sums over people who agreed to it, twenty at least in each; the scan writes the one row anew."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    # [[exercise, trigger or "", ratings, fall of craving in all], ...]
    tallies = models.JSONField(default=list)
    people = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_pooled_ratings")]
