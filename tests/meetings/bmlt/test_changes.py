"""GetChanges: what was changed, in words and as rows; nothing that was never public, and nobody's name."""

from datetime import time
from typing import Any

import pytest

from meetings.history.recording import change_of
from meetings.models import Meeting, OrganizerServiceBody, Source
from meetings.stored import documents, saving
from tests.meetings import factories
from tests.meetings.bmlt.asking import answer, ask
from tests.times import utc

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY, WEDNESDAY = utc("2026-11-23T16:05"), utc("2026-11-24T23:59:59"), utc("2026-11-25T00:00")


def posted(meeting: Meeting, *formats: Any, at: Any = MONDAY) -> Meeting:
    """Save a new meeting as a use case does, with its history."""
    factories.save([meeting], *formats, now=at)
    _listing(meeting, None, at)
    return meeting


def changed(meeting: Meeting, *formats: Any, at: Any = TUESDAY, source: Source | None = None, **fields: Any) -> None:
    before = documents.state_of(documents.listings_of(Meeting.objects.filter(pk=meeting.pk))[0])
    is_published = fields.pop("is_published", meeting.is_published)
    for name, value in fields.items():
        setattr(meeting, name, value)
    documents.publish(meeting, is_published=is_published, now=at)
    kept = formats or list(meeting.formats.all())
    listing = documents.Listing(meeting, kept)
    saving.prepare([listing], now=at)
    saving.save([listing], now=at)
    _listing(meeting, before, at, source)


def _listing(meeting: Meeting, before: Any, at: Any, source: Source | None = None) -> None:
    listing = documents.listings_of(Meeting.objects.filter(pk=meeting.pk))[0]
    actor = None if source else ACTOR.get("olive")
    change_of(listing, before, at=at, source=source, actor=actor).save()


ACTOR: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _olive_writes(olive) -> None:
    ACTOR["olive"] = olive.account


@pytest.fixture
def lights(db: None) -> Meeting:
    body = factories.service_body("Harbour Area")
    return posted(factories.unsaved(4711, service_body=body, online_url="https://meet.example/a"))


def test_a_new_meeting_has_an_after_and_names_nobody(lights):
    (change,) = answer("GetChanges")

    assert change["date_int"] == "1795449900"
    assert change["date_string"] == "4:05 PM, 11/23/2026"
    assert change["change_type"] == "comdef_change_type_new"
    assert (change["meeting_id"], change["meeting_name"], change["meeting_exists"]) == ("4711", "Tuesday Lights", "1")
    assert (change["user_id"], change["user_name"]) == ("", "")
    assert (change["service_body_id"], change["service_body_name"]) == (str(lights.service_body_id), "Harbour Area")
    assert change["details"] == "The meeting was created."
    assert change["json_data"] == {
        "after": {
            "id_bigint": "4711",
            "service_body_bigint": str(lights.service_body_id),
            "weekday_tinyint": "3",
            "venue_type": "2",
            "start_time": "19:30:00",
            "lang_enum": "en",
            "duration_time": "01:00:00",
            "time_zone": "America/New_York",
            "published": "1",
            "formats": ["VM"],
            "meeting_name": "Tuesday Lights",
            "virtual_meeting_link": "https://meet.example/a",
        }
    }
    assert len(change) == 13


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"weekday": 4, "rrule": "FREQ=WEEKLY;BYDAY=TH"},
            'The day of the week on which the meeting gathers was changed from "Tuesday" to "Thursday".',
        ),
        ({"duration_minutes": 90}, 'The meeting duration was changed from "1:00" to "1:30".'),
        ({"world_id": "G1"}, 'The World Committee Code was added as "G1".'),
        ({"tzid": "America/Chicago"}, 'time_zone was changed from "America/New_York" to "America/Chicago".'),
        ({"name": "Lights"}, 'Meeting Name was changed from "Tuesday Lights" to "Lights".'),
        ({"notes": "Ring twice"}, 'Comments was added as "Ring twice".'),
        ({"online_url": ""}, 'Virtual Meeting Link was changed from "https://meet.example/a" to "".'),
        ({"custom_fields": {"zone": "3"}}, 'zone was added as "3".'),
        ({"exceptions": []}, "The meeting was changed."),
    ],
)
def test_each_changed_field_is_a_sentence(fields, sentence, lights):
    changed(lights, **fields)

    latest = answer("GetChanges")[0]

    assert latest["change_type"] == "comdef_change_type_change"
    assert latest["details"] == sentence
    assert set(latest["json_data"]) == {"before", "after"}


def test_a_start_time_is_told_as_a_clock_shows_it(lights):
    changed(lights, start_time=time(9, 5))

    assert answer("GetChanges")[0]["details"] == 'The meeting start time was changed from "19:30" to "9:05".'


def test_formats_are_told_by_their_keys(lights):
    changed(lights, factories.meeting_format("O"), factories.meeting_format("BT"))

    latest = answer("GetChanges")[0]

    assert latest["details"] == 'The meeting format was changed from "VM" to "BT, O, VM".'
    assert latest["json_data"]["after"]["formats"] == ["BT", "O", "VM"]


def test_another_service_body_is_told_by_name(lights):
    changed(lights, service_body=factories.service_body("Hill Area"))

    latest = answer("GetChanges")[0]

    assert latest["details"] == "The meeting changed its Service Body from Harbour Area to Hill Area."


def test_what_an_organizer_hides_is_told_as_unpublished_and_shows_nothing_new(lights):
    changed(lights, is_published=False, notes="Moves to the Smiths' house")

    latest = answer("GetChanges")[0]

    assert latest["change_type"] == "comdef_change_type_change"
    assert latest["details"] == "The meeting was unpublished."
    assert latest["meeting_exists"] == "1"
    assert latest["json_data"]["after"] == latest["json_data"]["before"] | {"published": "0"}


def test_what_comes_back_is_told_as_published_and_shows_nothing_old(lights):
    changed(lights, is_published=False, notes="Moves to the Smiths' house")
    changed(lights, is_published=True, notes="", at=WEDNESDAY)

    latest = answer("GetChanges")[0]

    assert latest["details"] == "The meeting was published."
    assert "Smiths" not in ask("GetChanges").getvalue().decode()


def test_what_its_feed_gave_up_is_told_as_deleted(lights):
    feed = Source.objects.create(identity="feed")
    changed(lights, is_published=False, source=feed)

    latest = answer("GetChanges")[0]

    assert latest["change_type"] == "comdef_change_type_delete"
    assert (latest["details"], latest["meeting_exists"]) == ("The meeting was deleted.", "0")
    assert set(latest["json_data"]) == {"before"}


def test_drafts_and_what_is_not_valid_yet_leave_no_trace():
    draft = posted(factories.unsaved(1, is_published=False, name="Secret"))
    changed(draft, notes="More secret")
    posted(factories.unsaved(2, valid_from=utc("2026-12-01T00:00").date(), name="Secret"))
    posted(factories.unsaved(3, state="paused", name="Secret"))

    assert answer("GetChanges") == []


def test_an_organizer_sees_the_drafts_of_the_bodies_served(lights, olive, api):
    OrganizerServiceBody.objects.create(organizer=olive, service_body=lights.service_body)
    changed(lights, is_published=False, notes="Draft")
    headers = {"HTTP_AUTHORIZATION": api(olive)._credentials["HTTP_AUTHORIZATION"]}

    latest = answer("GetChanges", **headers)[0]

    assert latest["json_data"]["after"]["comments"] == "Draft"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["2", "1", "4711"]),
        ("start_date=2026-11-24", ["2", "1"]),
        ("end_date=2026-11-24", ["1", "4711"]),
        ("start_date=2026-11-24&end_date=2026-11-24", ["1"]),
        ("end_date=2026-11-22", []),
        ("end_date=9999-12-31", ["2", "1", "4711"]),
        ("meeting_id=1", ["1"]),
        ("meeting_id=999999999999999999999", []),
        ("service_body_id={region}", ["1", "4711"]),
        ("service_body_id={area}", ["4711"]),
        ("service_body_id=999", []),
        ("start_date=&meeting_id=", ["2", "1", "4711"]),
    ],
)
def test_changes_are_narrowed_by_day_meeting_and_body(query, expected, lights):
    region = factories.service_body("Region")
    lights.service_body.parent = region
    lights.service_body.save()
    posted(factories.unsaved(1, service_body=region), at=TUESDAY)
    posted(factories.unsaved(2), at=WEDNESDAY)

    found = answer(f"GetChanges&{query.format(region=region.pk, area=lights.service_body_id)}")

    assert [change["meeting_id"] for change in found] == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("start_date=2026-1-1", "start_date"),
        ("start_date=2026-02-30", "start_date"),
        ("end_date=yesterday", "end_date"),
        ("end_date=2026-11-25T00:00:00", "end_date"),
        ("meeting_id=five", "meeting_id"),
        ("service_body_id=1,2", "service_body_id"),
    ],
)
def test_a_date_that_is_none_and_an_id_that_is_no_number_are_422(query, field):
    response = ask(f"GetChanges&{query}")

    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]
    assert response.json()["message"] == response.json()["errors"][field][0]


def test_the_number_of_statements_does_not_grow_with_the_changes(lights, django_assert_num_queries):
    with django_assert_num_queries(2):
        ask("GetChanges")
    for number in range(5):
        posted(factories.unsaved(number + 1))
    with django_assert_num_queries(2):
        ask("GetChanges")
