from django.contrib.gis.db import models as gis

from tests.benchmarks.search.peers import base


class ServiceBody(base.ServiceBody):
    pass


class Format(base.Format):
    pass


class Place(base.Place):
    pass


class Meeting(base.Meeting):
    location = gis.PointField(null=True)
