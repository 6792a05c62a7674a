"""Distances as GeoDjango's database API shows them."""

from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.urls import path
from rest_framework.generics import ListAPIView

from tests.benchmarks.search.peers.base import Pages, serializer_of
from tests.benchmarks.search.peers.geodjango.models import Meeting


class Meetings(ListAPIView[Meeting]):
    """All within a radius, page by page."""

    serializer_class = serializer_of(Meeting)
    pagination_class: Any = Pages

    def get_queryset(self) -> Any:
        rows = Meeting.objects.select_related("place", "service_body").prefetch_related("formats")
        asked = self.request.query_params
        if "service_body" in asked:
            return rows.filter(service_body=asked["service_body"]).order_by("id")
        if "lat" not in asked:
            return rows.order_by("id")
        centre = Point(float(asked["lon"]), float(asked["lat"]), srid=4326)
        if "radius_km" in asked:
            rows = rows.filter(location__distance_lte=(centre, D(km=float(asked["radius_km"]))))
        return rows.exclude(location=None).annotate(distance=Distance("location", centre)).order_by("distance", "id")


class Nearest(Meetings):
    """The first ten by distance, without a count of all."""

    pagination_class: Any = None

    def get_queryset(self) -> Any:
        return super().get_queryset()[: int(self.request.query_params["page_size"])]


urlpatterns = [path("meetings", Meetings.as_view()), path("nearest", Nearest.as_view())]
