"""Each index serves the query its comment names: on a listing of some size PostgreSQL takes it."""

from datetime import timedelta

import pytest
from django.db import connection

from meetings.models import Meeting, MeetingOccurrence
from meetings.search import find
from meetings.search.criteria import parse_criteria
from meetings.stored import places
from meetings.venues import PlaceFacts
from tests.meetings import factories
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-22T17:00")
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """Three thousand meetings over New York and the Atlantic, and as many dates, analysed."""
    with django_db_blocker.unblock():
        points = [PlaceFacts(lat=40 + n % 1000 / 100, lon=-74 + n % 997 / 20) for n in range(3000)]
        stored = places.find_or_make(points)
        meetings = [
            factories.unsaved(
                number,
                venue_type="in_person",
                weekday=number % 7,
                start=f"{number % 24:02}:{number % 60:02}",
                name=f"Group {number}",
            )
            for number in range(1, 3001)
        ]
        for meeting, point in zip(meetings, points, strict=True):
            meeting.place = stored[point]
        factories.save(meetings)
        MeetingOccurrence.objects.bulk_create(
            MeetingOccurrence(meeting_id=1, starts_at=NOW + n * HOUR, ends_at=NOW + (n + 1) * HOUR) for n in range(5000)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE meetings_meeting, meetings_meetingoccurrence")
        yield
        Meeting.objects.all().delete()


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"near": "40.7,-74.0"}, "meeting_in_box"),
        ({"near": "40.7,-74.0", "radius_km": 20}, "meeting_in_box"),
        ({"happening": "now"}, "meeting_by_zone_start"),
        ({"happening": "now"}, "meeting_long"),
        ({"happening": "now"}, "occurrence_by_start"),
        ({"happening": "now"}, "meeting_dated"),
        ({"starting_within_minutes": 60, "near": "40.7,-74.0"}, "meeting_by_zone_start"),
        ({"q": "1234"}, "meeting_by_search_vector"),
        ({}, "meeting_by_time"),
    ],
)
def test_a_search_reads_an_index_and_not_the_table(many, asked, index):
    with connection.cursor() as cursor:
        plans: list[str] = []

        def explain(execute, sql, params, many, context):
            if "meetings_meeting m" in sql and "EXPLAIN" not in sql and " doc" not in sql:
                cursor.execute(f"EXPLAIN {sql}", params)
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(explain):
            find.find_meetings(parse_criteria(asked), now=NOW)

    assert any(index in plan for plan in plans), "\n\n".join(plans)
