"""A feed that is imported again and again: what moves, what goes, what comes back."""

import pytest

from meetings.imports.report import ImportHeld
from meetings.imports.taking_over import import_feed
from meetings.models import Meeting, MeetingChange, ServiceBody, SourceRow
from tests.meetings.feeds import bmlt_row, body_row, feed_of, format_row
from tests.times import utc

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY, WEDNESDAY = utc("2026-11-23T06:00"), utc("2026-11-24T06:00"), utc("2026-11-25T06:00")


def take(*rows, now, source="test", accept_shrink=True, **parts):
    return import_feed(feed_of(*rows, **parts), source_name=source, accept_shrink=accept_shrink, now=now)


def seq_of(pk: int) -> int:
    seq = Meeting.objects.get(pk=pk).seq
    assert seq is not None
    return seq


def counts(report):
    return report.created, report.changed, report.unchanged, report.withdrawn


def test_a_changed_row_gets_a_new_number_and_keeps_its_slug():
    take(bmlt_row(1), bmlt_row(2), now=MONDAY)
    before = Meeting.objects.get(pk=1)

    report = take(bmlt_row(1, meeting_name="Wednesday Lights"), bmlt_row(2), now=TUESDAY)

    after = Meeting.objects.get(pk=1)
    assert counts(report) == (0, 1, 1, 0)
    assert seq_of(1) > seq_of(2)
    assert (after.slug, after.updated_at) == (before.slug, TUESDAY)
    history = MeetingChange.objects.filter(meeting=1).order_by("at")
    assert [(each.before and each.before["name"], each.after["name"]) for each in history] == [
        (None, "Tuesday Lights"),
        ("Tuesday Lights", "Wednesday Lights"),
    ]


def test_a_vanished_row_becomes_a_tombstone_and_comes_back_as_the_same_meeting():
    take(bmlt_row(1), bmlt_row(2), now=MONDAY)
    slug = Meeting.objects.get(pk=2).slug

    gone = take(bmlt_row(1), now=TUESDAY)
    tombstone = Meeting.objects.get(pk=2)
    back = take(bmlt_row(1), bmlt_row(2), now=WEDNESDAY)

    assert (counts(gone), counts(back)) == ((0, 0, 1, 1), (0, 1, 1, 0))
    assert (tombstone.is_published, tombstone.withdrawn_at) == (False, TUESDAY)
    returned = Meeting.objects.get(pk=2)
    assert (returned.is_published, returned.withdrawn_at, returned.slug) == (True, None, slug)
    assert seq_of(2) > (tombstone.seq or 0)


def test_a_row_that_is_broken_today_is_not_a_vanished_one():
    take(bmlt_row(1), bmlt_row(2), now=MONDAY)

    report = take(bmlt_row(1), bmlt_row(2, start_time="?"), now=TUESDAY)

    assert counts(report) == (0, 0, 1, 0)
    assert Meeting.objects.get(pk=2).is_published


def test_what_is_unpublished_upstream_is_unpublished_here_and_leaves_no_trace():
    take(bmlt_row(1, published="0"), now=MONDAY)

    meeting = Meeting.objects.get(pk=1)
    assert (meeting.is_published, meeting.withdrawn_at, meeting.seq) == (False, None, None)


def test_a_feed_that_shrinks_suddenly_is_held_and_changes_nothing():
    rows = [bmlt_row(number) for number in range(1, 11)]
    take(*rows, now=MONDAY)

    with pytest.raises(ImportHeld) as held:
        take(*rows[:7], bmlt_row(99), now=TUESDAY, accept_shrink=False)

    assert held.value.extensions == {"lost": 3, "published": 10}
    assert Meeting.objects.filter(is_published=True).count() == 10


def test_a_fifth_of_the_feed_may_go_without_asking():
    rows = [bmlt_row(number) for number in range(1, 11)]
    take(*rows, now=MONDAY)

    report = take(*rows[:8], now=TUESDAY, accept_shrink=False)

    assert report.withdrawn == 2


def test_a_second_source_with_the_same_ids_gets_ids_of_ours_for_ever():
    take(bmlt_row(1), now=MONDAY)

    take(bmlt_row(1, meeting_name="Elsewhere"), now=MONDAY, source="other")
    again = take(bmlt_row(1, meeting_name="Elsewhere"), now=TUESDAY, source="other")

    assert counts(again) == (0, 0, 1, 0)
    row = SourceRow.objects.get(source__identity="other", kind="meeting", upstream_id="1")
    assert row.our_id >= 10_000_000
    assert Meeting.objects.get(pk=row.our_id).name == "Elsewhere"
    assert Meeting.objects.get(pk=1).name == "Tuesday Lights"


def test_a_renamed_service_body_renews_the_documents_that_show_it():
    take(bmlt_row(1), now=MONDAY)
    before = seq_of(1)

    take(bmlt_row(1), now=TUESDAY, bodies=(body_row(name="Harbour and Hill Area"),))

    after = Meeting.objects.get(pk=1)
    assert b"Harbour and Hill Area" in bytes(after.doc)
    assert seq_of(1) > before


def test_a_renamed_format_renews_the_documents_that_show_it():
    linked = bmlt_row(1, format_shared_id_list="17")
    take(linked, now=MONDAY, formats=(format_row(17, "O"),))

    take(linked, now=TUESDAY, formats=(format_row(17, "O", name_string="Open to all"),))

    assert b"Open to all" in bytes(Meeting.objects.get(pk=1).doc)


def test_a_service_body_of_ours_is_left_alone_and_told():
    take(bmlt_row(1), bmlt_row(2), now=MONDAY)
    ServiceBody.objects.filter(pk=12).update(is_ours=True)

    report = take(bmlt_row(1, meeting_name="Theirs"), now=TUESDAY, bodies=(body_row(name="Theirs"),))

    assert counts(report) == (0, 0, 0, 0)
    assert [each.identity for each in report.skipped] == ["service body 12", "1"]
    assert ServiceBody.objects.get(pk=12).name == "Harbour Area"
    assert Meeting.objects.get(pk=1).name == "Tuesday Lights"
    assert Meeting.objects.get(pk=2).is_published


def test_the_reserved_formats_of_a_root_server_are_ours():
    virtual = bmlt_row(1, venue_type="", format_shared_id_list="5", location_street="")

    take(virtual, now=MONDAY, formats=(format_row(5, "VM", world_id="VM"), format_row(5, "VM", lang="de")))

    row = SourceRow.objects.get(kind="format", upstream_id="5")
    assert row.our_id == 54
    assert Meeting.objects.get(pk=1).venue_type == "virtual"
