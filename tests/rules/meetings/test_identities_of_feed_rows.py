"""A favourite stays what it was while a feed moves its days and times about."""

from dataclasses import replace
from datetime import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from meetings.imports.meeting_guide.feed import MeetingGuideFeed
from meetings.imports.report import Report
from meetings.imports.steps.identities import MAX_LENGTH, KnownSlot, family_of, identity_of, settled
from tests.meetings.feeds import guide_row


def identities(known: dict[str, KnownSlot], *rows: dict[str, Any]) -> dict[str, tuple[int, str]]:
    facts = MeetingGuideFeed(rows).read(Report()).meetings
    return {each.upstream_id: (each.weekday, f"{each.start_time:%H:%M}") for each in settled(facts, known)}


def known(**slots: tuple[int, int, bool]) -> dict[str, KnownSlot]:
    return {
        name.replace("_", "#", 1).replace("_", "-"): KnownSlot(day, time(hour), is_published)
        for name, (day, hour, is_published) in slots.items()
    }


def test_a_row_on_one_day_is_called_as_its_slug():
    assert identities({}, guide_row("lights")) == {"lights": (2, "19:30")}


def test_a_row_on_several_days_is_a_listing_for_each():
    found = identities({}, guide_row("lights", day=[1, 3], time="19:00"))

    assert found == {"lights#1-1900": (1, "19:00"), "lights#3-1900": (3, "19:00")}


def test_a_day_that_is_added_leaves_the_first_what_it_was():
    found = identities(known(lights=(1, 19, True)), guide_row("lights", day=[1, 3], time="19:00"))

    assert found == {"lights": (1, "19:00"), "lights#3-1900": (3, "19:00")}


def test_a_day_that_goes_leaves_the_other_what_it_was():
    before = known(lights_1_1900=(1, 19, True), lights_3_1900=(3, 19, True))

    assert identities(before, guide_row("lights", day=3, time="19:00")) == {"lights#3-1900": (3, "19:00")}


def test_a_new_time_on_the_same_days_is_the_same_meetings():
    before = known(lights_1_1900=(1, 19, True), lights_3_1900=(3, 19, True))

    found = identities(before, guide_row("lights", day=[1, 3], time="20:00"))

    assert found == {"lights#1-1900": (1, "20:00"), "lights#3-1900": (3, "20:00")}


def test_a_meeting_that_moves_to_another_day_is_the_same():
    assert identities(known(lights=(1, 19, True)), guide_row("lights", day=5, time="19:00")) == {"lights": (5, "19:00")}


def test_a_tombstone_is_no_meeting_that_moved():
    before = known(lights_1_1900=(1, 19, False))

    assert identities(before, guide_row("lights", day=5, time="19:00")) == {"lights": (5, "19:00")}


def test_what_took_the_place_of_a_moved_meeting_gets_a_name_of_its_own():
    before = known(lights_1_1900=(1, 20, True), lights_3_1900=(3, 19, True))

    found = identities(before, guide_row("lights", times="Monday 7 PM\nMonday 8 PM\nWednesday 7 PM"))

    assert found == {"lights#1-1900": (1, "20:00"), "lights#1-1900.2": (1, "19:00"), "lights#3-1900": (3, "19:00")}


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23)), min_size=1, max_size=12, unique=True))
def test_settling_again_changes_no_identity(slots):
    days = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    row = guide_row("lights", times=[f"{days[day]} {hour}:00" for day, hour in slots])
    facts = MeetingGuideFeed([row]).read(Report()).meetings

    first = settled(facts, {})
    slots_now = {each.upstream_id: KnownSlot(each.weekday, each.start_time, True) for each in first}
    again = settled([replace(each, upstream_id="") for each in facts], slots_now)

    assert again == first
    assert len({each.upstream_id for each in first}) == len(slots)


@given(st.text(min_size=1))
def test_an_identity_fits_its_column_and_keeps_its_family(text):
    identity = identity_of(text)

    assert len(f"{identity}#6-2359.98") <= MAX_LENGTH
    assert family_of(f"{identity}#6-2359") == identity
    assert identity_of(identity) == identity


def test_long_slugs_that_begin_alike_stay_apart():
    one, other = identity_of("a" * 80 + "1"), identity_of("a" * 80 + "2")

    assert one != other
