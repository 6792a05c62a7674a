"""What a root server says comes out again as it went in."""

import json

import pytest

from meetings.imports.bmlt.feed import read_folder
from meetings.imports.cleaning import plain_text
from meetings.imports.taking_over import import_feed
from meetings.models import MeetingProjection
from tests.meetings.feeds import NEW_YORK
from tests.times import utc

pytestmark = pytest.mark.django_db

# Of the reader or of the server; inferred where the feed has none; compared in a way of their own below.
NOT_COMPARED = {
    "email_contact",
    "distance_in_km",
    "distance_in_miles",
    "root_server_uri",
    "time_zone",
    "venue_type",
    "formats",
    "format_shared_id_list",
    "longitude",
    "latitude",
}


def test_every_field_of_new_york_comes_out_as_it_went_in():
    feed = read_folder(NEW_YORK)
    import_feed(feed, source_name="new york", now=utc("2026-11-22T12:00"))

    rows = {row["id_bigint"]: row for row in feed.meetings}
    for projection in MeetingProjection.objects.all():
        told, shown = rows[str(projection.meeting_id)], json.loads(bytes(projection.bmlt))
        names = set(told) - NOT_COMPARED
        for name in names:
            expected = plain_text(str(told[name]))
            assert " ".join(shown[name].split()) == " ".join(expected.split()), name
        assert {*shown["format_shared_id_list"].split(",")} >= {*told["format_shared_id_list"].split(",")} - {""}
        assert (float(shown["latitude"]), float(shown["longitude"])) == (
            float(told["latitude"]),
            float(told["longitude"]),
        )
