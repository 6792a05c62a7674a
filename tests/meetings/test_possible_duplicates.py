"""Listings that may be one meeting are flagged with a reason, never merged and never left out."""

from typing import Any

import pytest

from meetings.imports.report import Report
from meetings.imports.taking_over import import_feed
from meetings.models import Meeting, OrganizerServiceBody, PossibleDuplicate
from tests.meetings.feeds import bmlt_row, feed_of, guide_of, guide_row
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-23T06:00")
ELSEWHERE = {"formatted_address": "9 Far St, Albany, NY 12000, USA", "latitude": 42.65, "longitude": -73.75}
NEARBY = {"formatted_address": "9 Near St, New York, NY 10001, USA", "latitude": 40.75, "longitude": -74.0}
ONLINE = {"types": ["ONL"], "formatted_address": "New York, NY, USA", "conference_url": "https://zoom.us/j/1"}


def flagged(*rows: Any, source: str = "guide") -> Report:
    return import_feed(guide_of(*rows), source_name=source, accept_shrink=True, now=NOW)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({}, {"name": "Another name"}, "same place and time"),
        ({}, {"name": "TUESDAY LIGHTS", **NEARBY}, "same name and time"),
        (ONLINE, {**ONLINE, "name": "Another name"}, "same link and time"),
        (ONLINE, ONLINE, "same link and time"),
        ({}, {"latitude": 40.71284, "location": "The Hall", "name": "Another"}, "same place and time"),
    ],
)
def test_two_feeds_with_one_meeting_are_flagged(first, second, reason):
    flagged(guide_row("a", **first))

    report = flagged(guide_row("b", **second), source="another")

    one, other = sorted(Meeting.objects.values_list("pk", flat=True))
    assert [(each.meeting, each.other, each.reason) for each in report.duplicates] == [(one, other, reason)]
    assert Meeting.objects.filter(is_published=True).count() == 2


@pytest.mark.parametrize(
    "second", [{"day": 3}, {"time": "20:00"}, ELSEWHERE, {"name": "X", **NEARBY}, {"timezone": "America/Chicago"}]
)
def test_another_time_or_place_is_another_meeting(second):
    flagged(guide_row("a"))

    assert flagged(guide_row("b", **second), source="another").duplicates == []


def test_a_pair_is_told_once_and_taken_back_when_it_is_none_any_more():
    flagged(guide_row("a"))
    flagged(guide_row("b"), source="another")

    again = flagged(guide_row("b", notes="new"), source="another")
    assert (again.duplicates, PossibleDuplicate.objects.count()) == ([], 1)
    flagged(guide_row("b", day=5), source="another")
    assert not PossibleDuplicate.objects.exists()


def test_the_same_file_under_another_name_is_told_by_its_duplicates():
    rows = [guide_row("a"), guide_row("b", day=4)]
    flagged(*rows)

    assert len(flagged(*rows, source="copy").duplicates) == 2


def test_organizers_see_pairs_of_their_bodies_and_may_say_that_they_are_two(api, olive, otto):
    import_feed(feed_of(bmlt_row(1), bmlt_row(2)), source_name="feed", now=NOW)
    OrganizerServiceBody.objects.create(organizer=olive, service_body_id=12)
    route = "/v1/organizer/possible-duplicates"

    listed = api(olive).get(route).json()["results"]
    assert [[each["id"] for each in pair["meetings"]] for pair in listed] == [[1, 2]]
    assert listed[0]["reason"] == "same place and time"
    assert api(otto).get(route).json()["results"] == []
    dismissal = f"{route}/{listed[0]['id']}/dismissals"
    assert api(otto).post(dismissal).status_code == 404
    assert api(olive).post(dismissal).status_code == 200

    assert api(olive).get(route).json()["results"] == []
    again = import_feed(feed_of(bmlt_row(1, comments="x"), bmlt_row(2)), source_name="feed", now=NOW)
    assert (again.duplicates, PossibleDuplicate.objects.count()) == ([], 1)


def test_a_meeting_that_nobody_may_see_is_in_no_pair(api, olive):
    import_feed(feed_of(bmlt_row(1), bmlt_row(2)), source_name="feed", now=NOW)
    OrganizerServiceBody.objects.create(organizer=olive, service_body_id=12)

    Meeting.objects.filter(pk=2).update(is_published=False)

    assert api(olive).get("/v1/organizer/possible-duplicates").json()["results"] == []
