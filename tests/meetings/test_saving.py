"""What is written together with a listing, for those who search, follow or read it elsewhere."""

from datetime import date

import pytest

from meetings.models import Meeting, MeetingDeparture, MeetingOccurrence, MeetingProjection
from meetings.stored import documents, places, saving
from meetings.stored.documents import Listing
from meetings.venues import PlaceFacts
from tests.meetings import factories
from tests.times import utc

pytestmark = pytest.mark.django_db
# The meeting is on Tuesdays at 19:30 in New York; it is saved on Sunday, the 1st of November, and held for three weeks.
HELD = [utc("2026-11-04T00:30"), utc("2026-11-11T00:30"), utc("2026-11-18T00:30")]
PIER = {"street": "1 Pier", "lat": 40.70, "lon": -74.01}


def departures():
    return list(MeetingDeparture.objects.order_by("pk").values_list("meeting", "lat", "lon", "service_body"))


def occurrences(pk=1):
    rows = MeetingOccurrence.objects.filter(meeting=pk).order_by("starts_at")
    return list(rows.values_list("starts_at", "lat", "lon"))


def moved_to(meeting, lat, lon):
    facts = PlaceFacts(lat=lat, lon=lon)
    meeting.place = places.find_or_make([facts])[facts]
    factories.save([meeting])


def test_a_listing_that_moves_leaves_word_where_it_was():
    body = factories.service_body()
    meeting = factories.meeting(1, at=(40.7, -74.0), service_body=body)

    moved_to(meeting, 41.0, -73.5)

    assert departures() == [(1, 40.7, -74.0, body.pk)]
    assert MeetingDeparture.objects.get().seq == Meeting.objects.get().seq


def test_a_listing_that_changes_its_service_body_leaves_word():
    was, becomes = factories.service_body("Harbour Area"), factories.service_body("Hill Area")
    meeting = factories.meeting(1, service_body=was)

    meeting.service_body = becomes
    factories.save([meeting])

    assert departures() == [(1, None, None, was.pk)]


@pytest.mark.parametrize("how", ["withdrawn", "over"])
def test_a_listing_that_leaves_the_list_leaves_word(how):
    meeting = factories.meeting(1, at=(40.7, -74.0))

    if how == "withdrawn":
        documents.publish(meeting, is_published=False, now=factories.SAVED_AT)
    else:
        meeting.valid_until = date(2026, 10, 31)
    factories.save([meeting])

    assert departures() == [(1, 40.7, -74.0, None)]


def test_what_stays_where_it_was_leaves_no_word():
    meeting = factories.meeting(1, at=(40.7, -74.0))

    meeting.name = "Renamed"
    factories.save([meeting])

    assert departures() == []


def test_what_was_never_listed_leaves_no_word():
    draft = factories.meeting(1, at=(40.7, -74.0), is_published=False)
    to_come = factories.meeting(2, at=(40.7, -74.0), valid_from=date(2027, 1, 1))

    for meeting in (draft, to_come):
        moved_to(meeting, 41.0, -73.5)

    assert departures() == []


def test_only_what_can_be_seen_takes_numbers():
    draft, listed, gone = (factories.unsaved(number, is_published=number == 2) for number in (1, 2, 3))
    gone.withdrawn_at = factories.SAVED_AT

    factories.save([draft, listed, gone])

    numbers = dict(Meeting.objects.values_list("pk", "seq"))
    assert numbers[1] is None
    assert None not in (numbers[2], numbers[3])
    assert numbers[2] != numbers[3]


def test_each_listing_has_one_row_of_other_shapes_that_follows_it():
    meeting = factories.meeting(1)
    before = MeetingProjection.objects.get()

    documents.publish(meeting, is_published=False, now=factories.SAVED_AT)
    factories.save([meeting])

    after = MeetingProjection.objects.get()
    assert (before.is_in_bmlt, after.is_in_bmlt) == (True, False)
    assert (before.guide is None, after.guide is None) == (False, True)


def test_formats_that_are_taken_off_are_linked_no_more():
    beginners, open_ = factories.meeting_format("BEG"), factories.meeting_format("O")
    meeting = factories.meeting(1, beginners, open_)

    factories.save([meeting], open_)

    assert list(Meeting.objects.get().formats.all()) == [open_]


def test_one_that_is_plainly_weekly_has_no_rows_of_happenings():
    factories.meeting(1, at=(40.7, -74.0))

    assert (Meeting.objects.get().dated_until, occurrences()) == (None, [])


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        ({"kind": "cancelled", "recurrence_id": "2026-11-10"}, [(HELD[0], 1.0, 2.0), (HELD[2], 1.0, 2.0)]),
        (
            {"kind": "moved", "recurrence_id": "2026-11-10", "place": PIER},
            [(HELD[0], 1.0, 2.0), (HELD[1], 40.70, -74.01), (HELD[2], 1.0, 2.0)],
        ),
        (
            {"kind": "online", "recurrence_id": "2026-11-10", "online": {"phone": "+1 555 0100"}},
            [(HELD[0], 1.0, 2.0), (HELD[1], None, None), (HELD[2], 1.0, 2.0)],
        ),
        (
            {"kind": "rescheduled", "recurrence_id": "2026-11-10", "starts_at": "2026-11-11T08:00:00"},
            [(HELD[0], 1.0, 2.0), (utc("2026-11-11T13:00"), 1.0, 2.0), (HELD[2], 1.0, 2.0)],
        ),
        (
            {"kind": "extra", "starts_at": "2026-11-02T08:00:00", "place": PIER},
            [(utc("2026-11-02T13:00"), 40.70, -74.01), *((at, 1.0, 2.0) for at in HELD)],
        ),
    ],
)
def test_one_with_a_date_that_is_different_has_its_happenings_where_they_are(exception, expected):
    factories.meeting(1, at=(1.0, 2.0), exceptions=[exception])

    assert occurrences() == expected


def test_happenings_are_replaced_not_added_to():
    meeting = factories.meeting(1, exceptions=[{"kind": "cancelled", "recurrence_id": "2026-11-10"}])

    meeting.exceptions = []
    factories.save([meeting])

    assert occurrences() == []


def test_a_paused_meeting_has_no_happenings_to_come():
    factories.meeting(1, rrule="FREQ=MONTHLY;BYDAY=2TU", state="paused")

    assert (Meeting.objects.get().dated_until is None, occurrences()) == (False, [])


def test_many_listings_are_saved_in_as_many_statements_as_one(django_assert_num_queries):
    few, many = (
        [Listing(factories.unsaved(number, weekday=None, rrule="FREQ=DAILY"), []) for number in numbers]
        for numbers in (range(1, 2), range(2, 12))
    )
    for listings in (few, many):
        saving.prepare(listings, now=factories.SAVED_AT)

        with django_assert_num_queries(7):
            saving.save(listings, now=factories.SAVED_AT)
