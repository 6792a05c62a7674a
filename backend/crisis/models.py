from django.conf import settings
from django.db import models


class LineVerification(models.Model):
    """An operator opened a help line's own page and confirmed number and hours on this day."""

    line_id = models.CharField(max_length=60)
    verified_on = models.DateField()
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line_id", "verified_on"], name="one_verification_a_day")]
