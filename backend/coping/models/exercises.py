"""The words of exercises beside those that a release brings, and how far each was checked."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.api.conditional import etag_of
from backend.coping.exercises.shelf import PACKAGED


class ExerciseText(models.Model):
    """One exercise in one language, as an operator has put it in: nobody is shown it until it is published.

    Without `texts` it speaks of the exercise as the release brings it: that is published until somebody takes it back.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        REVIEWED = "reviewed"
        PUBLISHED = "published"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exercise = models.SlugField(max_length=60, db_index=False)
    # Of the exercise; without `texts` the one that was read last.
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=35)
    # Grows with each new wording of the same version.
    revision = models.PositiveSmallIntegerField(default=1)
    # definitions.Words as JSON; never changed.
    texts = models.JSONField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    changed_at = models.DateTimeField()
    # Null where there are no `texts`: they came with the release.
    entered_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Who read it and stands for it, as the operator names them: a clinician, a native reader.
    read_by = models.CharField(max_length=120, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exercise", "language", "version", "revision"], name="one_wording_of_a_revision"
            ),
            models.UniqueConstraint(
                fields=["exercise", "language", "version"],
                condition=Q(state="published"),
                name="one_published_wording",
            ),
            models.UniqueConstraint(
                fields=["exercise"], condition=Q(texts=None), name="packaged_exercise_is_spoken_of_once"
            ),
            models.CheckConstraint(
                condition=Q(language=PACKAGED, texts__isnull=True) | ~Q(language=PACKAGED) & Q(texts__isnull=False),
                name="packaged_language_comes_with_releases",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(reviewed_at__isnull=False) & ~Q(read_by="")),
                name="published_wording_was_read",
            ),
        ]

    @property
    def etag(self) -> str:
        return etag_of("exercise-text", self.pk, self.version, self.state, self.changed_at)
