import uuid

from django.db import models

from backend.accounts.models import Person
from backend.accounts.sealed import SealedField


class Supporter(models.Model):
    """Somebody whom the phone calls or texts for its owner: here stands a label in their own words, and no number."""

    class Contact(models.TextChoices):
        CALL = "call"
        TEXT = "text"
        BOTH = "both"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    label = SealedField(owner="person_id", editable=False)
    contact = models.CharField(max_length=4, choices=Contact)
    # The lowest is asked first; where one was taken away a number is missing.
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Checked at the end of the transaction: a new order exchanges places.
            models.UniqueConstraint(
                fields=["person", "position"], name="one_supporter_a_place", deferrable=models.Deferrable.DEFERRED
            )
        ]
