"""Organizers go back to an earlier version of a meeting."""

import json

import pytest
import time_machine

from meetings.imports.taking_over import import_feed
from meetings.models import Format, Meeting, MeetingChange, ServiceBody
from tests.meetings import factories
from tests.meetings.feeds import bmlt_row, feed_of
from tests.meetings.organizing import MEETINGS, area_of, number_of, serve, told
from tests.times import utc

pytestmark = pytest.mark.django_db
# Of all that a meeting says, only this tells that it was changed and changed back.
LATER = {"updated_at", "next_occurrence"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(utc("2026-11-23T17:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def area(olive):
    return area_of(olive)


@pytest.fixture
def beginners():
    return factories.meeting_format("BEG")


@pytest.fixture
def meeting(api, olive, area, beginners):
    exceptions = [{"kind": "cancelled", "recurrence_id": "2026-12-22", "reason": "The hall is closed."}]
    body = told(area, format_ids=[beginners.pk], exceptions=exceptions, accessibility={"wheelchair": True})
    return api(olive).post(MEETINGS, body).json()


def restore(client, meeting, change_id, **headers):
    return client.post(f"{MEETINGS}/{meeting['id']}/restore", {"change_id": change_id}, **headers)


def first_version():
    return MeetingChange.objects.earliest("pk").pk


def without(content, names):
    return {name: value for name, value in content.items() if name not in names}


def test_a_meeting_says_again_what_it_said_after_a_change(api, olive, nora, area, meeting, clock):
    address = f"{MEETINGS}/{meeting['id']}"
    changes = told(area, name="Moved", weekday=4, place=None, venue_type="virtual", online={"phone": "+1 555 0100"})
    api(olive).patch(address, changes | {"exceptions": [], "format_ids": []})
    clock.shift(60)

    restored = restore(api(olive), meeting, first_version())

    assert restored.status_code == 200
    assert without(restored.json(), LATER) == without(meeting, LATER)
    assert restored.json()["updated_at"] == "2026-11-23T17:01:00Z"
    assert without(api(nora).get(f"/v1/meetings/{meeting['id']}").json(), LATER).items() <= meeting.items()
    newest = api(olive).get(f"{address}/history").json()["results"][0]
    assert (newest["kind"], newest["by"]) == ("restored", "you")
    assert {"field": "name", "before": "Moved", "after": "Tuesday Lights"} in newest["diff"]


def test_a_withdrawn_meeting_comes_back_with_a_later_number(api, olive, nora, meeting):
    api(olive).patch(f"{MEETINGS}/{meeting['id']}", {"is_published": False})
    withdrawn = number_of(meeting["id"])

    restored = restore(api(olive), meeting, first_version()).json()

    assert (restored["is_published"], restored["withdrawn_at"]) == (True, None)
    assert api(nora).get(f"/v1/meetings/{meeting['id']}").status_code == 200
    assert number_of(meeting["id"]) > withdrawn


def test_a_version_in_which_it_was_withdrawn_withdraws_it_again(api, olive, nora, meeting):
    for is_published in (False, True):
        api(olive).patch(f"{MEETINGS}/{meeting['id']}", {"is_published": is_published})
    withdrawal = MeetingChange.objects.order_by("pk")[1]

    restore(api(olive), meeting, withdrawal.pk)

    assert api(nora).get(f"/v1/meetings/{meeting['id']}").status_code == 404


def test_the_present_version_restored_leaves_no_trace(api, olive, meeting):
    before = Meeting.objects.get().seq

    restored = restore(api(olive), meeting, first_version())

    assert (restored.status_code, restored.json()) == (200, meeting)
    assert (Meeting.objects.get().seq, MeetingChange.objects.count()) == (before, 1)


def test_restoring_on_top_of_another_version_than_the_one_seen_is_refused(api, olive, meeting):
    address = f"{MEETINGS}/{meeting['id']}"
    seen = api(olive).get(address)["ETag"]
    now = api(olive).patch(address, {"name": "Meanwhile"})["ETag"]

    refused = restore(api(olive), meeting, first_version(), HTTP_IF_MATCH=seen)
    done = restore(api(olive), meeting, first_version(), HTTP_IF_MATCH=now)

    assert (refused.status_code, refused.json()["code"]) == (412, "precondition-failed")
    assert (done.status_code, done.json()["name"]) == (200, "Tuesday Lights")


def test_the_change_of_another_meeting_is_no_version_of_this_one(api, olive, area, meeting):
    api(olive).post(MEETINGS, told(area, name="Another"))
    foreign = MeetingChange.objects.latest("pk").pk

    assert restore(api(olive), meeting, foreign).status_code == 404
    assert restore(api(olive), meeting, 2**63 - 1).status_code == 404


def test_strangers_restore_nothing(api, olive, otto, dana, meeting):
    api(olive).patch(f"{MEETINGS}/{meeting['id']}", {"name": "Renamed"})

    assert restore(api(otto), meeting, first_version()).status_code == 404
    assert restore(api(dana), meeting, first_version()).status_code == 403
    assert restore(api(), meeting, first_version()).status_code == 401
    assert Meeting.objects.get().name == "Renamed"


def test_a_version_with_a_format_that_is_gone_says_which(api, olive, meeting, beginners):
    api(olive).patch(f"{MEETINGS}/{meeting['id']}", {"format_ids": []})
    Format.objects.filter(pk=beginners.pk).delete()

    refused = restore(api(olive), meeting, first_version())

    assert (refused.status_code, refused.json()["code"]) == (422, "version-incomplete")
    assert refused.json()["errors"] == [{"pointer": "/formats/0", "detail": "The format BEG is there no more."}]
    assert MeetingChange.objects.count() == 2


def test_a_version_in_a_body_that_one_does_not_serve_is_out_of_reach(api, olive, otto, area, meeting):
    elsewhere = area_of(otto)
    serve(otto, area)
    api(otto).patch(f"{MEETINGS}/{meeting['id']}", {"service_body_id": elsewhere.pk})

    assert restore(api(olive), meeting, first_version()).status_code == 404
    api(otto).patch(f"{MEETINGS}/{meeting['id']}", {"service_body_id": area.pk})
    there = MeetingChange.objects.order_by("pk")[1]
    refused = restore(api(olive), meeting, there.pk)

    assert (refused.status_code, refused.json()["code"]) == (404, "service-body-not-served")
    assert Meeting.objects.get().service_body == area


def test_a_version_of_an_older_release_is_restored_without_what_it_did_not_know(api, olive, meeting):
    change = MeetingChange.objects.get()
    for name in ("exceptions", "custom_fields", "text_language"):
        del change.after[name]
    change.save(update_fields=["after"])
    api(olive).patch(f"{MEETINGS}/{meeting['id']}", {"name": "Renamed"})

    restored = restore(api(olive), meeting, change.pk).json()

    assert (restored["name"], restored["exceptions"], restored["text_language"]) == ("Tuesday Lights", [], "en")


def test_a_restored_version_of_a_listing_that_follows_a_feed_is_laid_over_it(api, olive):
    bodies = ({"id": "12", "name": "Upstream Area"},)
    for name in ("Tuesday Lights", "Renamed"):
        feed = feed_of(bmlt_row(1, meeting_name=name), bodies=bodies)
        import_feed(feed, source_name="test", now=utc("2026-11-22T12:00"))
    serve(olive, ServiceBody.objects.get(pk=12))

    restored = restore(api(olive), {"id": 1}, first_version())
    again = import_feed(
        feed_of(bmlt_row(1, meeting_name="Renamed", comments="New"), bodies=bodies),
        source_name="test",
        now=utc("2026-11-22T12:00"),
    )

    assert (restored.status_code, restored.json()["name"], again.overlays.kept) == (200, "Tuesday Lights", 1)
    assert json.loads(bytes(Meeting.objects.get(pk=1).doc))["name"] == "Tuesday Lights"


@pytest.mark.parametrize("body", [{}, {"change_id": "x"}, {"change_id": 0}, {"change_id": 2**63}, {"colour": 1}, [], 7])
def test_a_wish_that_names_no_change_is_refused(api, olive, meeting, body):
    refused = api(olive).post(f"{MEETINGS}/{meeting['id']}/restore", body)

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid-request")


def test_the_same_restoring_repeated_is_done_once(api, olive, meeting):
    api(olive).patch(f"{MEETINGS}/{meeting['id']}", {"name": "Renamed"})
    client, key = api(olive), {"HTTP_IDEMPOTENCY_KEY": "0b1c2d3e-0000-4000-8000-000000000009"}

    answers = [restore(client, meeting, first_version(), **key) for _ in range(2)]

    assert [(each.status_code, each.json()["name"]) for each in answers] == [(200, "Tuesday Lights")] * 2
    assert MeetingChange.objects.filter(kind="restored").count() == 1
