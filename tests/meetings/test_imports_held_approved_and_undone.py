"""What an operator can do about an import: let it through, or take it back."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetings.imports.report import Report
from meetings.imports.sources.undoing import NotUndoableError, undo_import
from meetings.imports.taking_over import import_feed
from meetings.models import ImportRun, Meeting, MeetingChange, MeetingOverlay, OrganizerServiceBody, Source
from meetings.organizers import bodies
from tests.meetings.feeds import bmlt_row, feed_of
from tests.times import utc

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY, WEDNESDAY = utc("2026-11-23T06:00"), utc("2026-11-24T06:00"), utc("2026-11-25T06:00")


def take(*rows: Any, now: Any = MONDAY) -> Report:
    return import_feed(feed_of(*rows), source_name="feed", accept_shrink=True, now=now)


def last_run() -> ImportRun:
    return ImportRun.objects.latest("pk")


def said() -> dict[int, tuple[str, bool]]:
    return {each.pk: (each.name, each.is_published) for each in Meeting.objects.order_by("pk")}


def write(folder: Path, *rows: Any) -> str:
    (folder / "meetings.json").write_text(json.dumps(rows))
    return str(folder / "meetings.json")


def import_file(path: str, *arguments: str) -> int:
    try:
        call_command("import_meetings", path, *arguments, stdout=StringIO(), stderr=StringIO())
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_a_held_import_is_recorded_with_its_report_and_let_through_by_its_number(tmp_path):
    rows = [bmlt_row(number) for number in range(1, 11)]
    import_file(write(tmp_path, *rows))
    held = import_file(write(tmp_path, *rows[:5], bmlt_row(99)))
    run = last_run()

    call_command("approve_import", str(run.pk), stdout=StringIO())

    assert (held, run.outcome, run.report["counts"]["withdrawn"], run.report["created"]) == (2, "held", 5, 1)
    assert Meeting.objects.filter(is_published=True).count() == 6


def test_an_approval_covers_what_was_seen_and_no_more(tmp_path):
    rows = [bmlt_row(number) for number in range(1, 11)]
    import_file(write(tmp_path, *rows))
    import_file(write(tmp_path, *rows[:5]))
    run = last_run()
    write(tmp_path, rows[0])

    with pytest.raises(CommandError):
        call_command("approve_import", str(run.pk), stdout=StringIO())

    assert Meeting.objects.filter(is_published=True).count() == 10


def test_accept_shrink_lets_it_through_at_once(tmp_path):
    rows = [bmlt_row(number) for number in range(1, 11)]
    import_file(write(tmp_path, *rows))

    assert import_file(write(tmp_path, *rows[:2]), "--accept-shrink") == 0
    assert Meeting.objects.filter(is_published=True).count() == 2


def test_only_a_held_import_can_be_approved():
    take(bmlt_row(1))

    with pytest.raises(CommandError, match="no held import"):
        call_command("approve_import", str(last_run().pk))


def test_an_undone_import_leaves_the_listing_as_it_was():
    take(bmlt_row(1), bmlt_row(2), bmlt_row(3))
    before = said()
    take(bmlt_row(1, meeting_name="Changed", location_street="1 Other St"), bmlt_row(2), bmlt_row(4), now=TUESDAY)

    undone = undo_import(last_run().pk, now=WEDNESDAY)

    assert (undone.restored, undone.left) == (3, [])
    assert said() == before | {4: ("Tuesday Lights", False)}
    meeting = Meeting.objects.get(pk=1)
    assert meeting.place is not None
    assert meeting.place.street == "12 Sample Street"
    restored = MeetingChange.objects.filter(kind="restored").order_by("meeting")
    assert [(each.meeting_id, each.source_id is not None) for each in restored] == [(1, True), (3, True), (4, True)]


def test_what_has_changed_since_is_left_and_told():
    take(bmlt_row(1), bmlt_row(2))
    take(bmlt_row(1, meeting_name="A"), bmlt_row(2, meeting_name="B"), now=TUESDAY)
    first = last_run()
    take(bmlt_row(1, meeting_name="C"), bmlt_row(2, meeting_name="B"), now=WEDNESDAY)

    undone = undo_import(first.pk, now=WEDNESDAY)

    assert [(each.meeting, each.reason) for each in undone.left] == [(1, "changed since")]
    assert said() == {1: ("C", True), 2: ("Tuesday Lights", True)}


def test_the_source_of_an_undone_import_is_held_and_the_same_feed_is_taken_over_again_by_hand():
    take(bmlt_row(1))
    take(bmlt_row(1, meeting_name="Changed"), now=TUESDAY)
    run = last_run()
    undo_import(run.pk, now=WEDNESDAY)

    source = Source.objects.get()
    report = take(bmlt_row(1, meeting_name="Changed"), now=WEDNESDAY)

    assert source.held_at == WEDNESDAY
    assert (source.hold_reason, source.validators) == (f"import {run.pk} was undone", {})
    assert (report.changed, said()) == (1, {1: ("Changed", True)})


def test_an_import_is_undone_once_and_one_that_did_nothing_never():
    take(bmlt_row(1))
    done = last_run()
    take(bmlt_row(1))

    with pytest.raises(NotUndoableError, match="unchanged"):
        undo_import(last_run().pk, now=TUESDAY)
    undo_import(done.pk, now=TUESDAY)
    with pytest.raises(NotUndoableError, match="undone"):
        undo_import(done.pk, now=TUESDAY)
    with pytest.raises(NotUndoableError, match="no import"):
        undo_import(done.pk + 1000, now=TUESDAY)


def test_a_correction_that_the_undone_import_had_ended_is_back(api, olive):
    take(bmlt_row(1))
    OrganizerServiceBody.objects.create(organizer=olive, service_body_id=12)
    api(olive).patch("/v1/organizer/meetings/1", {"name": "Ours"})
    take(bmlt_row(1, meeting_name="Ours", comments="New"), now=utc("2030-01-01T00:00"))
    assert not MeetingOverlay.objects.exists()

    undo_import(last_run().pk, now=utc("2030-01-02T00:00"))

    overlay = MeetingOverlay.objects.get()
    assert (overlay.field, overlay.ours, overlay.upstream, overlay.actor_id) == (
        "name",
        "Ours",
        "Tuesday Lights",
        olive.pk,
    )


def test_the_command_names_what_it_left():
    take(bmlt_row(1))
    take(bmlt_row(1, meeting_name="A"), now=TUESDAY)
    run = last_run()
    take(bmlt_row(1, meeting_name="B"), now=WEDNESDAY)
    out = StringIO()

    call_command("undo_import", str(run.pk), stdout=out)

    assert "meeting 1, tuesday-lights-1: left, changed since" in out.getvalue()


def test_a_body_made_ours_is_left_alone_and_follows_its_feed_again_when_it_is_given_back():
    take(bmlt_row(1))
    call_command("service_body", "12", "ours", stdout=StringIO())
    Meeting.objects.filter(pk=1).update(name="Edited here")

    left = take(bmlt_row(1), now=TUESDAY)
    bodies.make_upstream(12)
    followed = take(bmlt_row(1), now=WEDNESDAY)

    assert (left.changed, [each.identity for each in left.skipped]) == (0, ["service body 12", "1"])
    assert followed.changed == 1
    assert said() == {1: ("Tuesday Lights", True)}


def test_an_unknown_service_body_belongs_to_nobody():
    with pytest.raises(CommandError):
        call_command("service_body", "99", "ours")


def test_a_dry_run_of_a_feed_that_would_be_held_shows_what_would_happen(tmp_path):
    rows = [bmlt_row(number) for number in range(1, 11)]
    import_file(write(tmp_path, *rows))
    path, out = write(tmp_path, *rows[:7]), StringIO()

    with pytest.raises(SystemExit):
        call_command("import_meetings", path, "--dry-run", stdout=out, stderr=StringIO())

    assert "meeting 9, 9: withdrawn\n    is_published: true → false" in out.getvalue()
    assert "Would be: 0 created, 0 changed, 7 unchanged, 3 withdrawn" in out.getvalue()
    assert ImportRun.objects.count() == 1


def test_imports_are_undone_one_after_another_the_last_one_first():
    take(bmlt_row(1), bmlt_row(2))
    before = said()
    take(bmlt_row(1, meeting_name="A"), now=TUESDAY)
    first = last_run()
    take(bmlt_row(1, meeting_name="B"), bmlt_row(2), bmlt_row(3), now=TUESDAY)
    second = last_run()

    undone = [undo_import(run.pk, now=WEDNESDAY) for run in (second, first)]

    assert [each.left for each in undone] == [[], []]
    assert said() == before | {3: ("Tuesday Lights", False)}
