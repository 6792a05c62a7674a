"""Who is still to hear that the glass was broken for them."""

from django.db import models

from backend.accounts.models import BreakGlass, Person


class PersonToTell(models.Model):
    """A row lives here until the person was told, or a supervisor barred it."""

    break_glass = models.OneToOneField(
        BreakGlass, primary_key=True, on_delete=models.CASCADE, related_name="person_to_tell"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="person_to_tell_due")]  # tell_people
