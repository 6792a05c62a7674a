"""What differs between two states of a listing."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from meetings.history.diffing import Difference, applied, differences, fields_of

TEXTS = st.sampled_from(["", "12 Pier Street", "14 Pier Street", "Round the back"])
DAYS = st.dates().map(lambda day: f"{day}T19:30:00")
PLACES = st.fixed_dictionaries({"street": TEXTS, "info": TEXTS, "lat": st.none() | st.floats(-90, 90)})
EXCEPTIONS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["cancelled", "extra"]),
        "recurrence_id": st.none() | DAYS,
        "place": st.none() | PLACES,
        "reason": TEXTS,
    }
)
# Two formats may have one key, and one without words has none.
FORMATS = st.fixed_dictionaries({"id": st.integers(1, 5), "key": st.sampled_from(["", "BEG", "O", "SP"])})
STATES = st.fixed_dictionaries(
    {
        "id": st.just(7),
        "name": TEXTS,
        "duration_minutes": st.integers(1, 1440),
        "exdates": st.lists(DAYS, max_size=4),
        "exceptions": st.lists(EXCEPTIONS, max_size=4),
        "valid_from": st.none() | st.dates().map(str),
        "place": st.none() | PLACES,
        "online": st.none() | st.fixed_dictionaries({"url": TEXTS, "phone": TEXTS}),
        "formats": st.lists(FORMATS, max_size=5),
        "languages": st.lists(st.sampled_from(["en", "es"]), unique=True),
        "accessibility": st.dictionaries(st.sampled_from(["wheelchair", "parking"]), st.booleans()),
        "service_body": st.none() | st.fixed_dictionaries({"id": st.integers(1, 2), "name": TEXTS}),
        "is_published": st.booleans(),
        "updated_at": st.datetimes().map(str),
    }
)
PLAIN: dict[str, Any] = {
    "name": "Tuesday Lights",
    "start_time": "19:30",
    "exdates": [],
    "exceptions": [],
    "place": {"street": "12 Pier Street", "info": ""},
    "online": None,
    "formats": [{"id": 1, "key": "BEG", "name": "Beginners"}],
    "accessibility": {},
    "updated_at": "2026-11-01T12:00:00Z",
}
CANCELLED = {"kind": "cancelled", "recurrence_id": "2026-12-22T19:30:00", "reason": "The hall is closed."}


@given(before=st.none() | STATES, after=STATES)
def test_a_difference_applied_to_what_was_gives_what_is(before, after):
    found = differences(before, after)

    assert applied(fields_of(before or {}), found) == fields_of(after)


@given(before=STATES, after=STATES)
def test_the_way_back_names_the_same_fields_with_their_sides_exchanged(before, after):
    there, back = differences(before, after), differences(after, before)

    assert {(each.field, str(each.before), str(each.after)) for each in there} == {
        (each.field, str(each.after), str(each.before)) for each in back
    }


@given(state=STATES)
def test_what_stays_differs_nowhere(state):
    assert differences(state, copy.deepcopy(state) | {"updated_at": "later"}) == []


def test_parts_of_a_place_are_named_by_themselves():
    after = PLAIN | {"place": {"street": "14 Pier Street", "info": "Round the back"}}

    assert differences(PLAIN, after) == [
        Difference("place.info", None, "Round the back"),
        Difference("place.street", "12 Pier Street", "14 Pier Street"),
    ]


def test_formats_are_told_by_the_keys_that_went_and_came():
    kept = {"id": 2, "key": "O", "name": "Open"}
    before = PLAIN | {"formats": [*PLAIN["formats"], kept]}
    after = PLAIN | {"formats": [kept, {"id": 3, "key": "SP", "name": "Speaker"}]}

    assert differences(before, after) == [Difference("formats", ["BEG"], ["SP"])]


def test_another_time_makes_an_exception_no_other_one():
    before = PLAIN | {"exceptions": [CANCELLED], "exdates": ["2026-12-29T19:30:00"]}
    after = PLAIN | {
        "start_time": "18:00",
        "exceptions": [CANCELLED | {"recurrence_id": "2026-12-22T18:00:00"}],
        "exdates": ["2026-12-29T18:00:00"],
    }

    assert differences(before, after) == [Difference("start_time", "19:30", "18:00")]


def test_a_new_exception_is_told_alone():
    other = CANCELLED | {"recurrence_id": "2026-12-29T19:30:00"}
    before, after = PLAIN | {"exceptions": [CANCELLED]}, PLAIN | {"exceptions": [CANCELLED, other]}

    assert differences(before, after) == [Difference("exceptions", None, [other | {"recurrence_id": "2026-12-29"}])]
