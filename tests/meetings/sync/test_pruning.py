import pytest

from meetings.models import MeetingDeparture
from meetings.sync.pruning import prune_departures
from tests.meetings import factories
from tests.meetings.sync.follower import Follower, fetch, read
from tests.times import utc

pytestmark = pytest.mark.django_db

WITHDRAWN_AT = utc("2026-11-02T12:00")


@pytest.fixture
def away(db) -> str:
    """The cursor of somebody who saw a meeting that was withdrawn then."""
    phone = Follower()
    meeting = factories.meeting(1)
    phone.catch_up()
    meeting.is_published, meeting.withdrawn_at = False, WITHDRAWN_AT
    factories.save([meeting], now=WITHDRAWN_AT)
    return phone.since


def changes(api, since: str):
    return fetch(api(), "/v1/meetings/changes", {"since": since})


def test_a_tombstone_is_kept_for_ninety_days(api, away):
    prune_departures(now=utc("2027-01-31T11:00"))

    assert [each["id"] for each in read(changes(api, away))["results"]] == [1]


def test_who_was_away_for_longer_takes_a_new_snapshot(api, away):
    pruned = prune_departures(now=utc("2027-03-15T12:00"))

    refused = changes(api, away)
    assert (pruned, MeetingDeparture.objects.count()) == (1, 0)
    assert (refused.status_code, refused.json()["reason"]) == (410, "too-old")
    assert refused.json()["snapshot"] == "/v1/meetings/snapshot"


def test_a_snapshot_is_never_too_old(api, away):
    prune_departures(now=utc("2027-03-15T12:00"))

    for part in ({}, {"near": "40,-74", "radius_km": "5"}):
        follower = Follower(**part)
        follower.begin()
        assert follower.catch_up() == {}


def test_who_has_nothing_yet_may_begin_with_changes(api, away):
    factories.meeting(2)
    prune_departures(now=utc("2027-03-15T12:00"))

    assert [each["id"] for each in read(changes(api, "0"))["results"]] == [2]


def test_who_asks_now_and_then_is_up_to_date_also_where_nothing_happens(api):
    quiet = Follower(near="40,-74", radius_km=5)
    meeting = factories.meeting(1, at=(51.5, -0.1))
    meeting.is_published, meeting.withdrawn_at = False, WITHDRAWN_AT
    factories.save([meeting], now=WITHDRAWN_AT)
    quiet.catch_up()

    prune_departures(now=utc("2027-03-15T12:00"))

    assert quiet.catch_up() == {}


def test_the_copy_of_a_quiet_slice_stays_while_nothing_is_forgotten(api, away):
    before = fetch(api(), "/v1/meetings/snapshot")["ETag"]

    prune_departures(now=utc("2027-02-20T12:00"))

    assert fetch(api(), "/v1/meetings/snapshot", If_None_Match=before).status_code == 304
