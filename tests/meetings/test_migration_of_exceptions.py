"""What the second migration says of rows that the first release has written."""

from datetime import date, time

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from meetings.models import Meeting, MeetingChange, MeetingOccurrence, MeetingProjection
from meetings.stored import sequence, turning
from tests.times import utc

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = ("meetings", "0001_listings_and_sources")
LONG_AGO, FAR_AWAY = utc("2020-01-01T00:00"), utc("2199-01-01T00:00")
LISTED, DRAFT = {"is_published": True, "withdrawn_at": None}, {"is_published": False, "withdrawn_at": None}
GONE = {"is_published": False, "withdrawn_at": "2026-11-01T12:00:00Z"}


@pytest.fixture
def old():
    """The models of the first release, on its tables; the present ones come back at the end."""
    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE])
    yield executor.loader.project_state([BEFORE]).apps
    migrate_forward()


def migrate_forward():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("meetings"))


def meeting(old, number, **fields):
    plain = {
        "slug": f"meeting-{number}",
        "name": "Tuesday Lights",
        "weekday": 2,
        "start_time": time(19, 30),
        "duration_minutes": 60,
        "tzid": "America/New_York",
        "starts_on": date(2000, 1, 4),
        "rrule": "FREQ=WEEKLY;BYDAY=TU",
        "venue_type": "virtual",
        "is_published": True,
        "updated_at": LONG_AGO,
        "week_minute": 4050,
        "doc": b"{}",
        "seq": number,
    }
    return old.get_model("meetings", "Meeting").objects.create(id=number, **plain | fields)


def test_what_could_be_seen_is_listed(old):
    meeting(old, 1)
    meeting(old, 2, visible_from=FAR_AWAY)
    meeting(old, 3, visible_until=LONG_AGO)
    meeting(old, 4, visible_from=LONG_AGO, visible_until=FAR_AWAY)
    meeting(old, 5, is_published=False, seq=None)

    migrate_forward()

    assert list(Meeting.objects.filter(is_listed=True).order_by("pk").values_list("pk", flat=True)) == [1, 4]


def test_what_is_not_plainly_weekly_gets_its_happenings_by_the_next_scan(old):
    meeting(old, 1)
    meeting(old, 2, week_minute=None, rrule="FREQ=MONTHLY;BYDAY=2TU")

    migrate_forward()
    waiting = list(Meeting.objects.filter(dated_until__isnull=False).values_list("pk", flat=True))
    turning.renew_dated(now=utc("2198-12-01T12:00"))

    assert waiting == [2]
    assert [each.meeting_id for each in MeetingOccurrence.objects.all()] == [2]


def test_old_documents_are_rendered_in_all_shapes_by_the_next_scan(old):
    meeting(old, 1)

    migrate_forward()
    turning.renew_documents(now=utc("2026-11-25T12:00"))

    assert b'"exceptions":[]' in bytes(Meeting.objects.get().doc)
    assert MeetingProjection.objects.get().meeting_id == 1


def test_each_change_says_of_which_kind_it_was_and_in_whose_body(old):
    body = old.get_model("meetings", "ServiceBody").objects.create(name="Harbour Area")
    listing = meeting(old, 1, service_body=body)
    for before, after in ((None, LISTED), (LISTED, LISTED), (LISTED, GONE), (GONE, LISTED), (DRAFT, LISTED)):
        old.get_model("meetings", "MeetingChange").objects.create(
            meeting=listing, at=LONG_AGO, before=before, after=after
        )

    migrate_forward()

    kinds = MeetingChange.objects.order_by("pk").values_list("kind", "service_body__name")
    assert list(kinds) == [
        (kind, "Harbour Area") for kind in ("created", "changed", "withdrawn", "returned", "changed")
    ]


def test_the_count_of_changes_goes_on_under_a_name_of_its_own(old):
    old.get_model("meetings", "ChangeCounter").objects.update_or_create(id=1, defaults={"value": 41})

    migrate_forward()

    epoch, value = sequence.current()
    assert (len(epoch), value) == (32, 41)
