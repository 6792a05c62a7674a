"""When staff looked at their worklist."""

from django.db import models

from backend.accounts.models import Staff


class WorklistLook(models.Model):
    """The last look of a staff member at who waits, and the one before it: what came since is new to them."""

    staff = models.OneToOneField(Staff, primary_key=True, on_delete=models.CASCADE)
    looked_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)
