from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class LineVerification(models.Model):
    """An operator has tried a help line: whether it is as the package says. Rows are added and never changed."""

    class Outcome(models.TextChoices):
        # Opened its own page, and number and hours are right.
        RIGHT = "right"
        # Nobody answers, or the number is another one now.
        WRONG = "wrong"

    line_id = models.CharField(max_length=60)
    outcome = models.CharField(max_length=5, choices=Outcome.choices, db_default=Outcome.RIGHT)
    # The page that was read.
    page = models.URLField(max_length=500, blank=True, default="", db_default="")
    noted_at = models.DateTimeField(db_default=Now())
    # The day on which it was right.
    verified_on = models.DateField(null=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = [
            # The release before read every row as a verification, by its day.
            models.CheckConstraint(
                condition=Q(outcome="right", verified_on__isnull=False) | Q(outcome="wrong", verified_on=None),
                name="only_what_is_right_is_verified",
            )
        ]
        # All that was found about one line, the newest first.
        indexes = [models.Index(fields=["line_id", "-id"], name="verifications_of_a_line")]
