"""What both peers share: the tables a Django team would make, and the serializer that the tutorials show."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination

LAT_LON = ("lat", "lon")


class ServiceBody(models.Model):
    name = models.CharField(max_length=255)

    class Meta:
        abstract = True


class Format(models.Model):
    key = models.CharField(max_length=20)
    name = models.CharField(max_length=255)

    class Meta:
        abstract = True


class Place(models.Model):
    name = models.CharField(max_length=255)
    street = models.CharField(max_length=255)
    city = models.CharField(max_length=255)
    region = models.CharField(max_length=255)
    postal_code = models.CharField(max_length=255)
    country = models.CharField(max_length=255)
    info = models.TextField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        abstract = True


class Meeting(models.Model):
    objects: Any

    slug = models.SlugField(max_length=64)
    name = models.CharField(max_length=255)
    weekday = models.PositiveSmallIntegerField(null=True)
    start_time = models.TimeField()
    duration_minutes = models.PositiveSmallIntegerField()
    tzid = models.CharField(max_length=64)
    rrule = models.CharField(max_length=500)
    venue_type = models.CharField(max_length=10)
    state = models.CharField(max_length=12)
    online_url = models.CharField(max_length=2000)
    online_phone = models.CharField(max_length=255)
    online_notes = models.TextField()
    languages = ArrayField(models.CharField(max_length=16))
    notes = models.TextField()
    updated_at = models.DateTimeField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT)
    service_body = models.ForeignKey("ServiceBody", on_delete=models.PROTECT)
    formats: Any = models.ManyToManyField("Format")

    class Meta:
        abstract = True


class Pages(PageNumberPagination):
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100_000


def serializer_of(meeting: Any) -> type[serializers.ModelSerializer[Any]]:
    """Nested model serializers, as in DRF's guide."""

    def nested(field: str, shown: Any) -> type[serializers.ModelSerializer[Any]]:
        model = meeting._meta.get_field(field).related_model
        meta = type("Meta", (), {"model": model, "fields": shown})
        return type(f"{model.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta})

    own = [field.name for field in meeting._meta.concrete_fields if field.name not in {*LAT_LON, "location"}]
    body = {
        "Meta": type("Meta", (), {"model": meeting, "fields": [*own, "formats", "distance_km"]}),
        "place": nested("place", "__all__")(),
        "service_body": nested("service_body", "__all__")(),
        "formats": nested("formats", "__all__")(many=True),
        "distance_km": DistanceField(source="*"),
    }
    return type("MeetingSerializer", (serializers.ModelSerializer,), body)


class DistanceField(serializers.Field):  # type: ignore[type-arg]  # the stubs' parameters say nothing here
    def to_representation(self, value: Any) -> float | None:
        distance = getattr(value, "distance", None)
        return getattr(distance, "km", distance)
