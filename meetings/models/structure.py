"""What listings refer to: the service structure, formats and places."""

from django.db import models

from backend.accounts.models import Organizer


class ServiceBody(models.Model):
    """A region, area or group of the fellowship's service structure, as BMLT has it."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=2, blank=True)
    url = models.CharField(max_length=500, blank=True)
    helpline = models.CharField(max_length=255, blank=True)
    world_id = models.CharField(max_length=30, blank=True)
    # In a body of ours the organizers rule; the others follow their feed.
    is_ours = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class OrganizerServiceBody(models.Model):
    """An organizer serves a body, and with it the bodies below."""

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE)
    service_body = models.ForeignKey(ServiceBody, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organizer", "service_body"], name="organizer_serves_body_once")]


class Format(models.Model):
    """A trait of a meeting, such as Beginners; its words stand in the translations."""

    # NAWS code: what a format is called between servers. Keys and ids differ from server to server.
    world_id = models.CharField(max_length=30, blank=True)
    type = models.CharField(max_length=10, blank=True)


class FormatTranslation(models.Model):
    format = models.ForeignKey(Format, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=7)
    key = models.CharField(max_length=20, db_index=True)  # search by key
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["format", "language"], name="one_translation_per_language")]


class Place(models.Model):
    """Where people sit together, shared by the groups of a house.

    A value: a change finds or makes another place, so that moving one group never moves the others.
    """

    # Over all other fields, so that equal places are one row.
    digest = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=255, blank=True)
    street = models.CharField(max_length=255, blank=True)
    city = models.CharField(max_length=255, blank=True)
    city_subsection = models.CharField(max_length=255, blank=True)
    neighborhood = models.CharField(max_length=255, blank=True)
    county = models.CharField(max_length=255, blank=True)
    region = models.CharField(max_length=255, blank=True)
    postal_code = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=255, blank=True)
    info = models.TextField(blank=True)
    train_lines = models.TextField(blank=True)
    bus_lines = models.TextField(blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
