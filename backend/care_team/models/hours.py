"""When a site works."""

from django.db import models
from django.db.models import F, Q

from backend.accounts.models import Site


class SiteHours(models.Model):
    """One stretch of a site's working day, in the site's zone; closing at 00:00 means the end of that day."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    iso_weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(iso_weekday__range=(1, 7)), name="weekday_is_iso"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")) | Q(closes="00:00"), name="closes_later"),
        ]


class SiteHoliday(models.Model):
    """A date on which a site stays closed."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "on"], name="holiday_once")]
