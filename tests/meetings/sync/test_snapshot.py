import gzip

import pytest

from meetings.models import Meeting
from meetings.stored import documents, sequence
from meetings.sync.snapshot import ROWS_AT_ONCE
from tests.meetings import factories
from tests.meetings.sync.follower import fetch, read
from tests.times import utc

pytestmark = pytest.mark.django_db

SNAPSHOT = "/v1/meetings/snapshot"
HARBOUR, HILL = (40.7, -74.0), (51.5, -0.1)
AROUND_HARBOUR = {"near": "40.7,-74.0", "radius_km": 50}
LATER = utc("2026-11-02T12:00")


def snapshot(api, *, etag="", encoding="", **asked):
    headers = {"If_None_Match": etag, "Accept_Encoding": encoding}
    return fetch(api(), SNAPSHOT, asked, **{name: value for name, value in headers.items() if value})


def edit(meeting: Meeting, **fields) -> None:
    for name, value in fields.items():
        setattr(meeting, name, value)
    factories.save([meeting], now=LATER)


def test_a_snapshot_is_the_documents_of_what_is_listed(api):
    factories.save([factories.unsaved(1), factories.unsaved(2, is_published=False), factories.unsaved(3, at=HARBOUR)])

    found = snapshot(api)

    rendered = [
        documents.content(each) for each in documents.listings_of(Meeting.objects.filter(pk__in=[1, 3]).order_by("pk"))
    ]
    assert found["Content-Type"] == "application/json"
    assert read(found)["results"] == rendered


def test_an_empty_snapshot_is_empty(api):
    assert read(snapshot(api))["results"] == []
    assert read(snapshot(api, **AROUND_HARBOUR))["results"] == []


def test_a_snapshot_of_many_batches_holds_each_meeting_once(api):
    factories.save([factories.unsaved(number) for number in range(1, 2 * ROWS_AT_ONCE + 2)])

    assert [each["id"] for each in read(snapshot(api))["results"]] == [*range(1, 2 * ROWS_AT_ONCE + 2)]


def test_compressed_is_the_same(api):
    factories.save([factories.unsaved(number) for number in range(1, 30)])

    plain, compressed = snapshot(api), snapshot(api, encoding="br, gzip")

    assert compressed["Content-Encoding"] == "gzip"
    assert int(compressed["Content-Length"]) == len(compressed.body) < len(plain.body) / 5
    assert "Content-Encoding" not in plain
    assert compressed["ETag"] == plain["ETag"]
    assert "Accept-Encoding" in plain["Vary"]
    assert gzip.decompress(snapshot(api, encoding="*").body) == snapshot(api, encoding="gzip;q=0").body


def test_who_has_it_is_told_so(api):
    factories.meeting(1)
    etag = snapshot(api)["ETag"]

    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        unchanged = snapshot(api, etag=known)
        assert (unchanged.status_code, unchanged.body, unchanged["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("strange", ["other", '"', 'W/"other"', '"other"', ",", "\x7f", "ü"])
def test_a_tag_that_is_not_ours_brings_the_whole(api, strange):
    factories.meeting(1)

    assert [each["id"] for each in read(snapshot(api, etag=strange))["results"]] == [1]


def test_the_tag_changes_if_and_only_if_the_answer_does(api):
    here, there = factories.save([factories.unsaved(1, at=HARBOUR), factories.unsaved(2, at=HILL)])
    draft = factories.meeting(3, at=HARBOUR, is_published=False)
    tags = [snapshot(api, **AROUND_HARBOUR)["ETag"]]

    edit(there, name="Elsewhere")
    edit(draft, name="Unseen")
    assert snapshot(api, etag=tags[0], **AROUND_HARBOUR).status_code == 304

    edit(here, name="Wednesday Lights")
    tags.append(snapshot(api, **AROUND_HARBOUR)["ETag"])
    edit(here, place=there.place)
    tags.append(snapshot(api, **AROUND_HARBOUR)["ETag"])

    assert len(set(tags)) == 3


@pytest.mark.parametrize("leaves", [1, 2])
def test_a_departure_changes_the_tag_whichever_was_changed_last(api, leaves):
    both = {number: factories.meeting(number, at=HARBOUR) for number in (1, 2)}
    before = snapshot(api, **AROUND_HARBOUR)["ETag"]

    edit(both.pop(leaves), is_published=False, withdrawn_at=LATER)

    after = snapshot(api, etag=before, **AROUND_HARBOUR)
    assert [each["id"] for each in read(after)["results"]] == list(both)


def test_numbers_of_another_history_are_another_version(api):
    meeting = factories.meeting(1)
    read(snapshot(api))
    sequence.renew_epoch()
    Meeting.objects.filter(pk=1).update(doc=bytes(meeting.doc).replace(b"Tuesday", b"Restored"))

    assert read(snapshot(api))["results"][0]["name"] == "Restored Lights"


def test_head_tells_what_get_would(api):
    factories.meeting(1)
    head = api().head(SNAPSHOT, headers={"Accept-Encoding": "gzip"})
    got = snapshot(api, encoding="gzip")

    assert (head.status_code, head.getvalue()) == (200, b"")
    assert all(head[name] == got[name] for name in ("ETag", "Content-Length", "Content-Encoding", "Content-Type"))


def test_a_range_is_not_served(api):
    factories.meeting(1)

    found = fetch(api(), SNAPSHOT, Range="bytes=0-5")

    assert len(read(found)["results"]) == 1


@pytest.mark.parametrize(
    "asked", [{"service_body": "x"}, {"near": "40,-74"}, {"radius_km": "5"}, {"since": "0"}, {"limit": "5"}]
)
def test_what_cannot_be_read_is_named(api, asked):
    for headers in ({}, {"If-None-Match": "*"}):
        refused = api().get(SNAPSHOT, asked, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid-request")


def test_a_copy_that_is_still_good_costs_one_statement(api, django_assert_num_queries):
    factories.save([factories.unsaved(number, at=HARBOUR) for number in range(1, 20)])

    for asked in ({}, {"service_body": 1}, AROUND_HARBOUR):
        etag = snapshot(api, **asked)["ETag"]
        with django_assert_num_queries(1):
            snapshot(api, etag=etag, **asked)
