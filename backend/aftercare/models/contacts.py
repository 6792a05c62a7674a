"""That staff got in touch with a person, or tried to, outside any alert."""

import uuid

from django.db import models

from backend.accounts.models import Person, Site, Staff
from backend.accounts.sealed import SealedField
from backend.aftercare.models.appointments import Appointment


class Contact(models.Model):
    """One call, visit or message. The note is sealed under the person's key, so erasing them erases it."""

    class How(models.TextChoices):
        PHONE = "phone"
        IN_PERSON = "in-person"
        MESSAGE = "message"
        VIDEO = "video"
        OTHER = "other"

    class Outcome(models.TextChoices):
        REACHED = "reached"
        NOT_REACHED = "not-reached"
        MESSAGE_LEFT = "message-left"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    how = models.CharField(max_length=9, choices=How)
    outcome = models.CharField(max_length=12, choices=Outcome)
    note = SealedField(owner="person_id", null=True, editable=False)
    occurred_at = models.DateTimeField()
    logged_at = models.DateTimeField()
    # The appointment whose outcome this is: kept is reached, missed is not.
    appointment = models.OneToOneField(Appointment, null=True, on_delete=models.CASCADE)

    class Meta:
        # contacts_for, and when somebody was reached last (quiet.signs).
        indexes = [models.Index(fields=["person", "site", "-occurred_at", "id"], name="contact_of_person")]
