"""What is known of a person's safety."""

from django.db import models

from backend.accounts.models import Person
from backend.accounts.sealed import SealedField
from backend.instruments.levels import LEVEL_CHOICES


class SafetyHold(models.Model):
    """The last L2 and L3 answers of a person, with or without staff: coping holds exercises back while it lasts."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    level = models.CharField(max_length=2, choices=LEVEL_CHOICES)
    since = models.DateTimeField()
    last_answer_at = models.DateTimeField()
    # Nothing but a wish to be contacted: that filters no exercise.
    only_contact = models.BooleanField()


class SafetyProfile(models.Model):
    """What bars exercises for a person, in their own answers: {code: "yes" | "no" | "unknown"}."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    answers = SealedField(owner="person_id", editable=False)
    # When danger in it was last followed.
    danger_told_at = models.DateTimeField(null=True)
