"""Who looked."""

import uuid

from django.db import models

from backend.accounts.models.accounts import Person
from backend.accounts.models.sharing import DataClass
from backend.accounts.models.sites import Staff


class AccessLog(models.Model):
    """Who looked at whose data: one row per staff member, person, class, purpose and quarter of an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    data_class = models.CharField(max_length=12, choices=DataClass)
    purpose = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    looks = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "staff", "data_class", "purpose", "started_at"], name="one_look_per_quarter_hour"
            )
        ]
