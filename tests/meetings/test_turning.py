"""What the clock alone changes about listings."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from meetings.models import Meeting, MeetingChange, MeetingOccurrence, MeetingProjection
from meetings.stored import documents, sequence, turning
from tests.meetings import factories
from tests.times import utc

pytestmark = pytest.mark.django_db
SAVED_AT = factories.SAVED_AT  # a Sunday


def listed(pk=1):
    return Meeting.objects.get(pk=pk).is_listed


def number_of(pk=1):
    return Meeting.objects.get(pk=pk).seq


def event(number, starts_at, rrule="", **fields):
    """Something in New York that does not go on for ever."""
    at = datetime.fromisoformat(starts_at)
    fields = {"weekday": None, "starts_on": at.date(), "start": f"{at:%H:%M}", "rrule": rrule} | fields
    return factories.meeting(number, **fields)


def test_a_listing_begins_on_the_first_day_of_its_validity_in_its_own_zone():
    factories.meeting(1, valid_from=date(2026, 12, 1), tzid="Asia/Kathmandu")
    first = number_of()

    turning.turn_listings(now=utc("2026-11-30T18:14"))
    before = (listed(), number_of())
    turning.turn_listings(now=utc("2026-11-30T18:15"))

    assert before == (False, first)
    assert listed()
    assert number_of() > first


def test_a_listing_ends_with_the_last_day_of_its_validity_in_its_own_zone():
    factories.meeting(1, valid_until=date(2026, 11, 30), tzid="Pacific/Honolulu")
    first = number_of()

    turning.turn_listings(now=utc("2026-12-01T09:59"))
    before = (listed(), number_of())
    turning.turn_listings(now=utc("2026-12-01T10:00"))

    assert before == (True, first)
    assert not listed()
    assert number_of() > first


@pytest.mark.parametrize(
    ("rrule", "last_end"),
    [
        ("", "2026-11-04T01:30"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", "2026-11-18T01:30"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261117", "2026-11-18T01:30"),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=2", "2026-12-02T01:30"),
    ],
)
def test_what_does_not_go_on_for_ever_is_unlisted_when_the_last_one_is_over(rrule, last_end):
    event(1, "2026-11-03T19:30", rrule)

    turning.turn_listings(now=utc(last_end).replace(minute=29))
    before = listed()
    turning.turn_listings(now=utc(last_end))

    assert (before, listed()) == (True, False)


def test_a_last_one_that_is_put_off_keeps_it_listed():
    put_off = {"kind": "rescheduled", "recurrence_id": "2026-11-03", "starts_at": "2026-11-05T19:30:00"}
    event(1, "2026-11-03T19:30", exceptions=[put_off])

    turning.turn_listings(now=utc("2026-11-04T12:00"))
    before = listed()
    turning.turn_listings(now=utc("2026-11-06T01:30"))

    assert (before, listed()) == (True, False)


def test_one_that_comes_and_goes_says_nothing_new_about_itself():
    factories.meeting(1, valid_until=date(2026, 11, 30))
    before = Meeting.objects.get()

    turning.turn_listings(now=utc("2026-12-02T00:00"))

    after = Meeting.objects.get()
    assert (bytes(after.doc), after.updated_at) == (bytes(before.doc), before.updated_at)
    assert not MeetingChange.objects.exists()


@pytest.mark.parametrize(
    ("tzid", "over_at"), [("Asia/Kathmandu", "2026-11-30T18:15"), ("Pacific/Honolulu", "2026-12-01T10:00")]
)
@pytest.mark.parametrize("state", ["paused", "place_closed"])
def test_a_pause_is_over_after_its_last_day_in_its_own_zone(tzid, over_at, state):
    factories.meeting(1, state=state, state_until=date(2026, 11, 30), tzid=tzid)
    first = number_of()

    assert turning.turn_listings(now=utc(over_at) - timedelta(minutes=1)) == 0
    assert turning.turn_listings(now=utc(over_at)) == 1

    shown = json.loads(bytes(Meeting.objects.get().doc))
    assert (shown["state"], shown["state_until"], shown["updated_at"]) == ("active", None, f"{over_at}:00Z")
    assert number_of() > first
    change = MeetingChange.objects.get()
    assert (change.kind, change.actor, change.source) == ("changed", None, None)
    assert ((change.before or {})["state"], change.after["state"]) == (state, "active")


def test_turning_twice_changes_nothing_more():
    factories.meeting(1, valid_from=date(2026, 11, 15))
    factories.meeting(2, valid_until=date(2026, 11, 14))
    factories.meeting(3, state="paused", state_until=date(2026, 11, 14))
    now = utc("2026-11-16T12:00")

    turned = [turning.turn_listings(now=now) for _ in range(2)]

    assert turned == [3, 0]
    assert MeetingChange.objects.count() == 1


def test_drafts_and_what_is_withdrawn_are_left_alone():
    paused = {"state": "paused", "state_until": date(2026, 11, 14)}
    draft = factories.meeting(1, is_published=False, valid_from=date(2026, 11, 15), **paused)
    gone = factories.meeting(2, **paused)
    documents.publish(gone, is_published=False, now=SAVED_AT)
    factories.save([gone])
    before = sequence.current()

    assert turning.turn_listings(now=utc("2026-11-16T12:00")) == 0

    assert sequence.current() == before
    assert (number_of(draft.pk), listed(draft.pk), listed(gone.pk)) == (None, False, False)


def test_the_table_of_happenings_is_extended_while_time_goes_by():
    second_tuesday = event(1, "2026-10-13T19:30", "FREQ=MONTHLY;BYDAY=2TU")
    first = number_of()
    before = list(starts())

    turning.renew_dated(now=utc("2026-11-25T12:00"))

    assert before == [utc("2026-11-11T00:30")]
    assert list(starts()) == [utc("2026-12-09T00:30")]
    assert number_of(second_tuesday.pk) == first


def test_one_whose_exceptions_are_over_is_plainly_weekly_again():
    cancelled = {"kind": "cancelled", "recurrence_id": "2026-11-10", "reason": ""}
    factories.meeting(1, exceptions=[cancelled])
    before = list(starts())

    turning.renew_dated(now=utc("2026-11-13T12:00"))

    assert before == [utc("2026-11-04T00:30"), utc("2026-11-18T00:30")]
    assert list(starts()) == []
    assert Meeting.objects.get().dated_until is None


def test_renewing_twice_tells_nobody_anything():
    event(1, "2026-10-13T19:30", "FREQ=MONTHLY;BYDAY=2TU")
    turning.renew_dated(now=utc("2026-11-25T12:00"))
    before = sequence.current(), list(starts())

    turning.renew_dated(now=utc("2026-11-25T12:00"))

    assert (sequence.current(), list(starts())) == before


def test_a_projection_that_says_something_else_by_now_is_written_anew_and_takes_a_number():
    event(1, "2026-10-13T19:30", "FREQ=MONTHLY;BYDAY=2TU")
    fresh = bytes(MeetingProjection.objects.get().bmlt)
    MeetingProjection.objects.update(bmlt=b"what it said last week")
    seq, (_epoch, counter) = number_of(), sequence.current()

    assert turning.renew_dated(now=SAVED_AT) == 1

    assert bytes(MeetingProjection.objects.get().bmlt) == fresh
    assert (number_of(), sequence.current()[1]) == (seq, counter + 1)


def test_documents_of_an_older_release_are_rendered_once():
    factories.meeting(1)
    factories.meeting(2)
    fresh = bytes(Meeting.objects.get(pk=1).doc)
    Meeting.objects.filter(pk=1).update(doc=b"{}", doc_version=documents.VERSION - 1)
    Meeting.objects.filter(pk=2).update(doc_version=documents.VERSION - 1)
    first, second = number_of(1), number_of(2)

    rendered = [turning.renew_documents(now=SAVED_AT) for _ in range(2)]

    assert rendered == [2, 0]
    assert bytes(Meeting.objects.get(pk=1).doc) == fresh
    # Only the one that says something else now is a change for those who follow.
    assert number_of(1) > second
    assert (first < second, number_of(2)) == (True, second)


def test_rebuilt_documents_are_byte_for_byte_what_a_change_would_render(capsys):
    beginners = factories.meeting_format("BEG")
    body = factories.service_body()
    for number in range(1, 4):
        factories.meeting(number, beginners, at=(40.7, -74.0), service_body=body)
    factories.meeting(4, is_published=False)
    fresh = stored()
    # Something else than the use cases has written: a shell, a restored backup.
    Meeting.objects.filter(pk__in=[1, 4]).update(doc=b"{}")
    MeetingProjection.objects.filter(pk=2).update(bmlt=b"{}")
    before = {pk: number_of(pk) for pk in (1, 2, 3)}
    _epoch, counter = sequence.current()

    call_command("rebuild_documents")
    call_command("rebuild_documents")

    assert capsys.readouterr().out.splitlines() == ["3 documents were different.", "0 documents were different."]
    assert stored() == fresh
    assert [number_of(pk) == seq for pk, seq in before.items()] == [False, True, True]
    assert sequence.current()[1] > counter
    assert number_of(4) is None


def test_a_renamed_format_and_body_stand_in_rebuilt_documents(capsys):
    body = factories.service_body()
    factories.meeting(1, service_body=body)
    body.name = "Pier Area"
    body.save(update_fields=["name"])

    call_command("rebuild_documents")

    assert json.loads(bytes(Meeting.objects.get().doc))["service_body"]["name"] == "Pier Area"


def starts():
    return MeetingOccurrence.objects.order_by("starts_at").values_list("starts_at", flat=True)


def stored():
    docs = {each.pk: bytes(each.doc) for each in Meeting.objects.all()}
    return docs, {each.pk: bytes(each.bmlt) for each in MeetingProjection.objects.all()}
