"""Sources that are imported when their turn comes."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backend.api.clock import database_now
from meetings.imports.sources import due, runs
from meetings.models import ImportRun, Meeting, ServiceBody, Source
from tests.at_once import at_once
from tests.meetings.feeds import bmlt_row, guide_row
from tests.meetings.web_feeds import WebFeed, serving
from tests.times import utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> Iterator[WebFeed]:
    with serving(WebFeed(rows=[guide_row("lights")])) as served:
        yield served


def manage(*arguments: str) -> str:
    out = StringIO()
    call_command("meeting_sources", *arguments, stdout=out)
    return out.getvalue()


def add(name: str, feed: WebFeed, *options: str) -> None:
    manage("add", name, feed.address, "--format", "meeting-guide", "--every", "60", *options)


def outcomes(name: str = "guide") -> list[str]:
    return list(ImportRun.objects.filter(source__identity=name).order_by("pk").values_list("outcome", flat=True))


def make_due() -> None:
    Source.objects.update(next_run_at=database_now())


def test_a_registered_source_is_imported_and_its_next_turn_is_set(feed):
    add("guide", feed)

    imported = due.import_due_feeds()

    source = Source.objects.get()
    assert (imported, Meeting.objects.count(), outcomes()) == (1, 1, ["done"])
    assert source.next_run_at is not None
    assert source.last_success_at is not None
    assert timedelta(minutes=59) < source.next_run_at - database_now() <= timedelta(minutes=60)
    assert due.import_due_feeds() == 0


def test_a_feed_that_is_as_it_was_is_not_read_again(feed):
    add("guide", feed)
    due.import_due_feeds()
    make_due()

    due.import_due_feeds()

    assert [condition for _, condition in feed.asked] == ["", '"1"']
    assert outcomes() == ["done", "unchanged"]


def test_a_feed_that_has_changed_is_read_with_one_request(feed):
    add("guide", feed)
    due.import_due_feeds()
    feed.rows, feed.etag = [guide_row("lights", name="Dawn Lights")], '"2"'
    make_due()

    due.import_due_feeds()

    assert (len(feed.asked), Meeting.objects.get().name) == (2, "Dawn Lights")
    assert Source.objects.get().validators[feed.address] == {"etag": '"2"'}


def test_a_server_without_validators_is_read_whole_each_time(feed):
    feed.etag = ""
    add("guide", feed)
    due.import_due_feeds()
    make_due()

    due.import_due_feeds()

    assert (len(feed.asked), outcomes()) == (2, ["done", "unchanged"])


def test_a_source_that_fails_is_recorded_and_stops_no_other(feed):
    with serving(WebFeed(status=500)) as broken:
        add("broken", broken)
        add("guide", feed)

        imported = due.import_due_feeds()

    assert (imported, outcomes("broken"), outcomes("guide")) == (2, ["failed"], ["done"])
    told = ImportRun.objects.get(source__identity="broken").report["problem"]
    assert told["detail"] == "The server answers with HTTP 500."
    assert "HTTP 500" in manage("runs", "broken")


def test_a_feed_of_another_kind_is_recorded_and_stops_no_other(feed):
    feed.rows = {"message": "down for repair"}
    add("guide", feed)

    due.import_due_feeds()

    assert outcomes() == ["failed"]
    assert not Meeting.objects.exists()


def test_a_feed_that_shrinks_is_held_and_looked_at_again_next_time(feed):
    feed.rows = [guide_row(f"m{number}", name=f"Meeting {number}", day=number % 7) for number in range(10)]
    add("guide", feed)
    due.import_due_feeds()
    whole, feed.rows, feed.etag = feed.rows, feed.rows[:5], '"half"'
    make_due()
    due.import_due_feeds()
    feed.rows, feed.etag = whole, '"whole"'
    make_due()

    due.import_due_feeds()

    assert outcomes() == ["done", "held", "unchanged"]
    assert Meeting.objects.filter(is_published=True).count() == 10
    held = ImportRun.objects.get(outcome="held").report
    assert (held["lost"], held["counts"]["withdrawn"]) == (5, 5)


def test_a_paused_source_waits_until_it_is_resumed(feed):
    add("guide", feed)
    manage("pause", "guide")

    assert due.import_due_feeds() == 0
    assert "paused by an operator" in manage("list")
    manage("resume", "guide")
    assert due.import_due_feeds() == 1


def test_a_removed_source_keeps_its_meetings_and_its_ids(feed):
    add("guide", feed)
    due.import_due_feeds()
    first = Meeting.objects.get().pk
    manage("remove", "guide")
    make_due()

    assert due.import_due_feeds() == 0
    add("guide", feed)
    due.import_due_feeds()
    assert [Meeting.objects.get().pk] == [first]


def test_rows_without_body_and_zone_get_those_of_their_source(feed):
    feed.rows = [guide_row("lights", timezone="", latitude=None, longitude=None)]
    body = ServiceBody.objects.create(name="Harbour Area")

    add("guide", feed, "--service-body", str(body.pk), "--zone", "America/Edmonton")
    due.import_due_feeds()

    meeting = Meeting.objects.get()
    assert (meeting.service_body_id, meeting.tzid, meeting.tzid_inferred) == (body.pk, "America/Edmonton", True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "x", "file:///etc/passwd", "--format", "bmlt"),
        ("add", "x", "/srv/feed.json", "--format", "bmlt"),
        ("add", "x", "https://feed.example/", "--format", "bmlt", "--every", "1"),
        ("add", "x", "https://feed.example/", "--format", "bmlt", "--service-body", "99"),
        ("add", "x", "https://feed.example/", "--format", "bmlt", "--zone", "Mars/Olympus"),
        ("pause", "nobody"),
        ("runs", "nobody"),
    ],
)
def test_what_cannot_be_registered_is_refused_with_a_reason(arguments):
    with pytest.raises(CommandError):
        manage(*arguments)

    assert not Source.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_import_each_source_once(feed):
    for number in range(4):
        add(f"guide {number}", feed)

    at_once(due.import_due_feeds)

    assert sorted(ImportRun.objects.values_list("source__identity", flat=True)) == [f"guide {n}" for n in range(4)]


def test_reports_are_dropped_after_a_while_and_the_counts_stay():
    source = Source.objects.create(identity="old")
    report = {"counts": {"created": 3}, "skipped": [{"row": 1}], "repaired": []}
    ImportRun.objects.create(source=source, started_at=utc("2026-01-01T00:00"), outcome="done", report=report)
    lost = ImportRun.objects.create(source=source, started_at=utc("2026-11-20T00:00"))

    runs.prune(now=utc("2026-11-21T00:00"))

    assert ImportRun.objects.get(outcome="done").report == {"counts": {"created": 3}}
    lost.refresh_from_db()
    assert (lost.outcome, lost.report["problem"]["code"]) == ("failed", "interrupted")


def test_a_root_server_is_asked_for_what_is_new_in_each_of_its_answers(tmp_path):
    with serving(WebFeed(rows=[bmlt_row(1)])) as root_server:
        manage("add", "root", root_server.address, "--format", "bmlt", "--every", "60")

        due.import_due_feeds()
        make_due()
        due.import_due_feeds()

    asked = [(path.rsplit("=", 1)[-1], condition) for path, condition in root_server.asked]
    assert asked[:4] == [("GetServerInfo", ""), ("1", ""), ("GetSearchResults", ""), ("GetServiceBodies", "")]
    assert {condition for _, condition in asked[4:]} == {'"1"'}
    assert outcomes("root") == ["done", "unchanged"]
