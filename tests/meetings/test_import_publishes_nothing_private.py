"""What a feed says of people, and of meetings that are not to be listed, wherever in a row it stands."""

import pytest

from meetings.imports.naws.feed import NawsFeed
from meetings.imports.tables.table import table_of
from meetings.imports.taking_over import import_feed
from meetings.models import Meeting
from tests.meetings.feeds import bmlt_row, feed_of, guide_of, guide_row
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-23T06:00")


def take(feed):
    return import_feed(feed, source_name="feed", now=NOW)


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://meet.example/abc?authuser=olive@example.org&hs=1", "https://meet.example/abc?hs=1"),
        ("https://meet.example/abc?authuser=olive%40example.org", "https://meet.example/abc"),
        ("https://meet.example/go?to=x%253Folive%2540example.org", "https://meet.example/go"),
        ("https://meet.example/olive@example.org/room", ""),
        ("https://maps.example/@40.7128,-74.0060,15z?a=b@c", "https://maps.example/@40.7128,-74.0060,15z?a=b@c"),
    ],
)
def test_an_email_address_in_a_link_is_taken_out(api, link, kept):
    take(guide_of(guide_row("lights", conference_url=link, types=["ONL"])))

    assert Meeting.objects.get().online_url == kept
    assert "olive" not in api().get("/v1/meetings/lights").content.decode()


def test_fields_of_a_deployment_that_may_be_of_people_are_left_out():
    private = {"contact_phone_3": "555-0103", "Treasurer_eMail": "555-0104", "notes_private": "555-0105"}

    report = take(feed_of(bmlt_row(1, zone="Blue", **private)))

    assert Meeting.objects.get().custom_fields == {"zone": "Blue"}
    assert [each.what for each in report.repaired] == [
        "Treasurer_eMail, contact_phone_3, notes_private: may be of people, left out"
    ]


@pytest.mark.parametrize("told", [False, "0", 0, "false", None, ""])
def test_a_root_server_lists_what_it_says_is_published(told):
    take(feed_of(bmlt_row(1, published=told), bmlt_row(2, published=True), bmlt_row(3, published="1")))

    assert set(Meeting.objects.filter(is_published=True).values_list("pk", flat=True)) == {2, 3}


@pytest.mark.parametrize("told", [True, 1, "1", "true", "YES"])
def test_a_row_that_says_it_is_not_to_be_listed_is_not(told):
    take(guide_of(guide_row("lights", archived=told)))
    header = ["CommitteeName", "AreaRegion", "Day", "Time", "bmlt_id", "unpublished"]
    rows = [["One", "AR1", "Monday", "1930", "1", told], ["Two", "AR1", "Monday", "1930", "2", False]]
    import_feed(NawsFeed(table_of([header, *rows], "naws")), source_name="naws", now=NOW)

    assert list(Meeting.objects.filter(is_published=True).values_list("name", flat=True)) == ["Two"]
