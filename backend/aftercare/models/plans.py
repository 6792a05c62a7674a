"""What rules must know of somebody's care."""

from django.db import models

from backend.accounts.models import Person
from backend.accounts.sealed import SealedField


class CarePlan(models.Model):
    """What rules must know of somebody's care. It holds no dose and no taper step."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    # {"substances": [class], "has_prescribed": bool, "taper": [first day, last day or null] or null}
    content = SealedField(owner="person_id", editable=False)
