"""A box on the index of (lat, lon), the distance annotated, the rest DRF's generic list."""

import math
from typing import Any

from django.db.models import F, FloatField, Value
from django.db.models.functions import ACos, Cos, Least, Radians, Sin
from django.urls import path
from rest_framework.generics import ListAPIView
from rest_framework.request import Request

from tests.benchmarks.search.peers.base import Pages, serializer_of
from tests.benchmarks.search.peers.haversine.models import Meeting

EARTH_RADIUS_KM = 6371.0088


class Meetings(ListAPIView[Meeting]):
    serializer_class = serializer_of(Meeting)
    pagination_class = Pages

    def get_queryset(self) -> Any:
        rows = Meeting.objects.select_related("place", "service_body").prefetch_related("formats")
        asked = self.request.query_params
        if "service_body" in asked:
            return rows.filter(service_body=asked["service_body"]).order_by("id")
        if "lat" not in asked:
            return rows.order_by("id")
        return _near(rows, self.request)


def _near(rows: Any, request: Request) -> Any:
    lat, lon, radius = (float(request.query_params[name]) for name in ("lat", "lon", "radius_km"))
    half_lat = math.degrees(radius / EARTH_RADIUS_KM)
    half_lon = math.degrees(math.asin(min(1, math.sin(radius / EARTH_RADIUS_KM) / math.cos(math.radians(lat)))))
    box = rows.filter(lat__range=(lat - half_lat, lat + half_lat), lon__range=(lon - half_lon, lon + half_lon))
    within = box.annotate(distance=_distance(lat, lon)).filter(distance__lte=radius)
    return within.order_by("distance", "id")


def _distance(lat: float, lon: float) -> Any:
    cosine = Cos(Radians(Value(lat, FloatField()))) * Cos(Radians(F("lat"))) * Cos(
        Radians(F("lon")) - Radians(Value(lon, FloatField()))
    ) + Sin(Radians(Value(lat, FloatField()))) * Sin(Radians(F("lat")))
    return EARTH_RADIUS_KM * ACos(Least(Value(1.0), cosine))


urlpatterns = [path("meetings", Meetings.as_view())]
