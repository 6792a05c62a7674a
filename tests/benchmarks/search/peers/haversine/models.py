from django.db import models

from tests.benchmarks.search.peers import base


class ServiceBody(base.ServiceBody):
    pass


class Format(base.Format):
    pass


class Place(base.Place):
    pass


class Meeting(base.Meeting):
    class Meta:
        indexes = [models.Index(fields=["lat", "lon"])]
