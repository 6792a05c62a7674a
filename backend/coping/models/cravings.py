"""Cravings as people log them, what was offered, and how it went."""

import uuid
from collections.abc import Mapping

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from backend.accounts.models import Person
from backend.accounts.sealed import SealedField
from backend.api.conditional import etag_of
from backend.coping.recommending.filtering import Withheld


class CravingRating(models.Model):
    """One 0-10 rating, wherever it was given: the series that the rule for high ratings and the trend read."""

    class Source(models.TextChoices):
        BEFORE = "before"
        AFTER = "after"
        CRAVING_NRS = "craving-nrs"
        DAILY_CHECK_IN = "daily-check-in"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    source = models.CharField(max_length=16, choices=Source)
    # The craving, session or check-in that brought it: sent again or amended, it is still one rating.
    about_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__range=(0, 10)), name="rating_within_0_to_10"),
            models.UniqueConstraint(fields=["source", "about_id"], name="one_rating_about_one_thing"),
        ]
        # ratings.py: all that are high within a day; and the last after an exercise, however long ago it was.
        indexes = [
            models.Index(fields=["person", "-at"], name="ratings_of_person"),
            models.Index(fields=["person", "-at"], condition=Q(source="after"), name="ratings_after_exercises"),
        ]


class Craving(models.Model):
    """An urge, as the person told it, and what kind of answer it got."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    intensity = models.PositiveSmallIntegerField()
    triggers = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    setting = models.CharField(max_length=40, blank=True)
    minutes_available = models.PositiveSmallIntegerField(null=True, blank=True)
    note = SealedField(owner="person_id", null=True, editable=False)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    # Why no exercise was offered; empty when one was.
    withheld = models.CharField(max_length=16, choices=[(w.value, w.value) for w in Withheld], blank=True)
    # Grows with each correction.
    version = models.PositiveIntegerField(default=1, db_default=1)
    # Cards of the help that came with the answer, so that a repeated request brings it again; null: no help.
    help_cards = ArrayField(models.CharField(max_length=40), null=True, blank=True)
    # Codes of what else to show: `routes` of exercises.json.
    routes = ArrayField(models.CharField(max_length=20), default=list, db_default=[], blank=True)
    # Answers of that minute to questions of the safety profile; null: none were told.
    safety = SealedField(owner="person_id", null=True, editable=False)
    # The person's zone when they told it: their own clock, wherever they are later. Empty in earlier releases.
    tzid = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(intensity__range=(0, 10)), name="intensity_within_0_to_10"),
            models.CheckConstraint(condition=~Q(minutes_available=0), name="some_minutes_available"),
            models.CheckConstraint(
                condition=Q(withheld="") | Q(help_cards__isnull=False), name="people_where_no_exercise"
            ),
        ]
        # The person's own list, and their last exercises.
        indexes = [models.Index(fields=["person", "-occurred_at", "id"], name="cravings_of_person")]

    @property
    def told_now(self) -> Mapping[str, str]:
        """Answers of that minute; they go before the safety profile."""
        return self.safety or {}

    @property
    def outcome(self) -> "Outcome | None":
        """What was told of its exercise."""
        return getattr(getattr(self, "session", None), "outcome", None)

    @property
    def etag(self) -> str:
        """Changes with the craving and with its outcome."""
        return etag_of(self.pk, self.version, self.outcome.version if self.outcome else 0)


class ExerciseSession(models.Model):
    """An exercise was offered for a craving, with others to pick from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    craving = models.OneToOneField(Craving, on_delete=models.CASCADE, related_name="session")
    exercise = models.SlugField(max_length=60, db_index=False)
    exercise_version = models.PositiveSmallIntegerField()
    alternatives = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    started_at = models.DateTimeField()


class Outcome(models.Model):
    """How a session went. A rating that was not given is missing, never zero."""

    session = models.OneToOneField(ExerciseSession, primary_key=True, on_delete=models.CASCADE, related_name="outcome")
    # What was done: what was offered, another exercise, or nothing but waiting. Empty in what earlier releases wrote.
    done = models.SlugField(max_length=60, db_index=False, blank=True, default="", db_default="")
    intensity_after = models.PositiveSmallIntegerField(null=True, blank=True)
    completed = models.BooleanField()
    at = models.DateTimeField()
    # Grows with each correction.
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(intensity_after=None) | Q(intensity_after__range=(0, 10)),
                name="after_within_0_to_10",
            )
        ]

    @property
    def etag(self) -> str:
        return etag_of(self.pk, self.version)
