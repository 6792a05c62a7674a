"""Organizers change one date, pause a meeting, and look back on what it said."""

import pytest
import time_machine

from meetings.imports.taking_over import import_feed
from meetings.models import Meeting, MeetingChange, ServiceBody
from tests.console.conftest import text_of
from tests.meetings.feeds import bmlt_row, feed_of
from tests.meetings.organizing import MEETINGS, area_of, serve, told
from tests.times import utc

pytestmark = pytest.mark.django_db
CANCELLED = {"kind": "cancelled", "recurrence_id": "2026-11-24", "reason": "The hall is closed."}


@pytest.fixture(autouse=True)
def clock():
    """Monday noon in New York."""
    with time_machine.travel(utc("2026-11-23T17:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(api, olive):
    """Tuesdays at 19:30."""
    return api(olive).post(MEETINGS, told(area_of(olive))).json()


@pytest.fixture
def page(meeting):
    return f"/console/meetings/{meeting['id']}/"


def test_a_cancelled_date_shows_at_once_with_its_reason(olive, nora, meeting, page, console, api):
    shown = text_of(console(olive).post(f"{page}dates/new/", CANCELLED, follow=True))

    assert "Done. Everybody who looks it up sees it now." in shown
    assert "Tue 24 Nov 2026: cancelled. The hall is closed." in shown
    assert "Next Tue 1 Dec 2026, 19:30 EST" in shown
    found = api(nora).get(f"/v1/meetings/{meeting['id']}").json()
    assert [(each["kind"], each["reason"]) for each in found["exceptions"]] == [("cancelled", "The hall is closed.")]


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (
            {"kind": "rescheduled", "recurrence_id": "2026-11-24", "day": "2026-11-25", "time": "18:00"},
            "Tue 24 Nov 2026: instead on Wed 25 Nov 2026, 18:00.",
        ),
        (
            {"kind": "online", "recurrence_id": "2026-12-01", "online_url": "https://meet.example/x"},
            "Tue 1 Dec 2026: online.",
        ),
        ({"kind": "extra", "day": "2026-11-26", "time": "12:00"}, "Thu 26 Nov 2026: an extra one at 12:00."),
    ],
)
def test_a_date_can_be_different_in_other_ways(olive, page, console, form, line):
    assert line in text_of(console(olive).post(f"{page}dates/new/", form, follow=True))


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"recurrence_id": ""}, {"recurrence_id"}),
        ({"recurrence_id": "2026-11-25"}, {"recurrence_id"}),
        ({"kind": ""}, {"kind"}),
        ({"kind": "rescheduled"}, {"day", "time"}),
        ({"kind": "rescheduled", "day": "9999-12-31", "time": "23:59"}, {"day"}),
        ({"kind": "online"}, {"online_url"}),
        ({"kind": "online", "online_url": "http://meet.example"}, {"online_url"}),
        ({"kind": "extra", "day": "yesterday", "time": "25:00"}, {"day", "time"}),
    ],
)
def test_what_is_wrong_about_a_date_is_told_beside_its_field(olive, page, console, change, fields):
    response = console(olive).post(f"{page}dates/new/", CANCELLED | change)

    assert (response.status_code, response.context["form"].errors.keys()) == (422, fields)
    assert Meeting.objects.get().exceptions == []


def test_the_dates_to_choose_from_are_those_of_the_rule(olive, page, console):
    days = console(olive).get(f"{page}dates/new/").context["form"].fields["recurrence_id"].choices

    assert days[:3] == [("", "Choose a date"), ("2026-11-24", "Tue 24 Nov 2026"), ("2026-12-01", "Tue 1 Dec 2026")]
    assert len(days) == 14


def test_a_date_is_as_always_again(olive, page, console):
    client = console(olive)
    client.post(f"{page}dates/new/", CANCELLED)

    shown = text_of(client.post(f"{page}dates/2026-11-24/clear/", follow=True))

    assert "That day is as always again." in shown
    assert "Next Tue 24 Nov 2026, 19:30 EST" in shown
    assert client.post(f"{page}dates/2026-11-24/clear/").status_code == 404


def test_a_date_that_is_over_is_shown_no_more(olive, page, console, clock):
    console(olive).post(f"{page}dates/new/", CANCELLED)
    clock.move_to(utc("2026-11-25T17:00"))

    assert "None to come." in text_of(console(olive).get(page))


def test_a_meeting_is_paused_until_a_day(olive, page, console):
    form = {"state": "paused", "state_until": "2026-12-31"}

    shown = text_of(console(olive).post(f"{page}pause/", form, follow=True))

    assert "State Paused, up to and including Thu 31 Dec 2026" in shown
    assert "Next Tue 5 Jan 2027, 19:30 EST" in shown


def test_a_pause_is_ended_by_hand(olive, page, console):
    client = console(olive)
    client.post(f"{page}pause/", {"state": "place_closed", "state_until": "2026-12-31"})

    client.post(f"{page}pause/", {"state": "active", "state_until": "2026-12-31"})

    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.state_until) == ("active", None)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"state": "paused", "state_until": "2026-11-22"}, "state_until"),
        ({"state": "paused", "state_until": "2999-01-01"}, "state_until"),
        ({"state": "gone"}, "state"),
        ({}, "state"),
    ],
)
def test_a_pause_that_nobody_means_is_refused(olive, page, console, form, field):
    response = console(olive).post(f"{page}pause/", form)

    assert (response.status_code, response.context["form"].errors.keys()) == (422, {field})
    assert Meeting.objects.get().state == "active"


def test_history_tells_in_plain_words_who_changed_what(olive, meeting, page, console, api):
    place = meeting["place"] | {"street": "14 Sample Street"}
    api(olive).patch(f"{MEETINGS}/{meeting['id']}", {"weekday": 4, "place": place, "notes": "Ring twice."})
    console(olive).post(f"{page}pause/", {"state": "paused"})

    shown = text_of(console(olive).get(page))

    assert "Changed by you Mon 23 Nov 2026, 12:00 EST State : as always becomes paused" in shown
    assert "Notes : Ring twice. is new" in shown
    assert "Street : 12 Sample Street becomes 14 Sample Street" in shown
    assert "Weekday : Tuesday becomes Thursday" in shown
    assert "Rule" not in shown
    assert "Posted by you" in shown


def test_another_rule_is_told_as_such(olive, meeting, page, console, api):
    monthly = {"dtstart": "2026-12-08T19:30:00", "rrule": "FREQ=MONTHLY;BYDAY=2TU", "weekday": None, "start_time": None}
    api(olive).patch(f"{MEETINGS}/{meeting['id']}", monthly)

    shown = text_of(console(olive).get(page))

    assert "Rule : FREQ=WEEKLY;BYDAY=TU becomes FREQ=MONTHLY;BYDAY=2TU" in shown
    assert "First date : Tue 4 Jan 2000, 19:30 becomes Tue 8 Dec 2026, 19:30" in shown


def test_another_organizer_is_not_named(olive, otto, page, console):
    serve(otto, ServiceBody.objects.get())

    shown = text_of(console(otto).get(page))

    assert "Posted by another organizer" in shown
    assert "olive" not in shown


def test_an_earlier_version_is_looked_at_and_restored(olive, nora, meeting, page, console, api):
    client = console(olive)
    api(olive).patch(f"{MEETINGS}/{meeting['id']}", {"name": "Renamed", "is_published": False})
    version = f"{page}versions/{MeetingChange.objects.earliest('pk').pk}/"
    assert version in client.get(page).content.decode()

    before = text_of(client.get(version))
    after = text_of(client.post(version, follow=True))

    assert "Name : Renamed becomes Tuesday Lights" in before
    assert "Published : no becomes yes" in before
    assert "Restored. It says again what it said then." in after
    assert api(nora).get(f"/v1/meetings/{meeting['id']}").json()["name"] == "Tuesday Lights"


def test_the_present_version_offers_nothing_to_restore(olive, page, console):
    shown = text_of(console(olive).get(f"{page}versions/{MeetingChange.objects.get().pk}/"))

    assert "The listing says the same today." in shown
    assert "Restore this version" not in shown


def test_an_organizer_elsewhere_changes_nothing_here(olive, otto, page, console):
    console(olive).post(f"{page}dates/new/", CANCELLED)
    change = MeetingChange.objects.earliest("pk").pk
    client = console(otto)

    for path in ("", "dates/new/", "pause/", f"versions/{change}/"):
        assert client.get(f"{page}{path}").status_code == 404
    for path in ("dates/new/", "dates/2026-11-24/clear/", "pause/", f"versions/{change}/"):
        assert client.post(f"{page}{path}", CANCELLED | {"state": "paused"}).status_code == 404
    assert (Meeting.objects.get().state, len(Meeting.objects.get().exceptions)) == ("active", 1)


def test_a_listing_that_follows_a_feed_says_that_changes_are_kept_over_it(olive, console):
    feed = feed_of(bmlt_row(1), bodies=({"id": "12", "name": "Upstream Area"},))
    import_feed(feed, source_name="upstream", now=utc("2026-11-22T12:00"))
    serve(olive, ServiceBody.objects.get(pk=12))
    client = console(olive)

    client.post("/console/meetings/1/pause/", {"state": "paused"})
    import_feed(feed_of(bmlt_row(1, comments="New")), source_name="upstream", now=utc("2026-11-23T12:00"))
    shown = text_of(client.get("/console/meetings/1/"))

    assert "Posted by the feed upstream" in shown
    assert "This listing follows a feed. What you change here is kept" in shown
    assert (Meeting.objects.get().state, Meeting.objects.get().notes) == ("paused", "New")
