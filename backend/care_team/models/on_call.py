"""Who is called next when nobody answers."""

from django.db import models

from backend.accounts.models import Site, Staff


class OnCall(models.Model):
    """One place in a site's on-call chain; a site without any has its on-call staff, then its supervisors."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField()
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "position"], name="one_on_call_a_place"),
            models.UniqueConstraint(fields=["site", "staff"], name="on_call_once"),
        ]
