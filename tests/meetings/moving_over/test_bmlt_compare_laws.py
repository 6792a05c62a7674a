"""Whatever two servers answer: nothing raises, equal answers are equal, and no row is lost between the two."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from meetings.moving_over.access_log import Recorded
from meetings.moving_over.answers import Answer
from meetings.moving_over.comparing import compare
from meetings.moving_over.differences import Kind
from meetings.moving_over.queries import Query, read_target
from meetings.moving_over.reasons.field_names import STOCK
from meetings.moving_over.replaying import Compared
from meetings.moving_over.telling import as_json, in_words

NAMES = sorted(
    STOCK | {"id", "lang", "key_string", "name", "type", "parent_id", "change_id", "json_data", "slug", "day", "time"}
)
SWITCHERS = ["GetSearchResults", "GetFormats", "GetServiceBodies", "GetChanges", "GetFieldValues", "GetServerInfo", "?"]
PARAMETERS = [
    "SearchString=a b",
    "EndsBeforeH=9",
    "venue_types=-2",
    "page_size=2",
    "sort_keys=comments",
    "geo_width=-3",
    "advanced_published=0",
    "lang_enum=de",
    "meeting_key=start_time",
    "meeting_key_value=9",
    "sort_results_by_distance=1",
    "lat_val=1",
]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(
        ["", "0", "1", "2", "3", "9:00", "09:00:00", "-74.0", "nan", "3,17", "O,BT", "<b>x</b>", "a@b.cc", "NULL"]
    ),
)
values = st.one_of(
    scalars,
    scalars,
    scalars,
    st.lists(scalars, max_size=2),
    st.dictionaries(st.sampled_from("01ab"), scalars, max_size=2),
)
rows = st.lists(st.dictionaries(st.sampled_from(NAMES), values, max_size=6), max_size=5)
answers = st.one_of(rows, st.fixed_dictionaries({"meetings": rows, "formats": rows}), values)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    parameters = draw(st.lists(st.sampled_from(PARAMETERS), max_size=4))
    data_format = draw(st.sampled_from(["json", "json", "tsml", "csv"]))
    query = read_target(
        f"/client_interface/{data_format}/?switcher={draw(st.sampled_from(SWITCHERS))}&{'&'.join(parameters)}"
    )
    assert query is not None
    return query


def answer(content: Any) -> Answer:
    return Answer(200, json.dumps(content).encode())


@given(queries(), answers, answers)
def test_no_pair_of_answers_raises_and_every_difference_can_be_told(query, old, new):
    compared = Compared(Recorded(query, 1), tuple(compare(query, answer(old), answer(new))))

    told = list(in_words(compared)), json.dumps(as_json(compared), allow_nan=False)

    assert all(line.isprintable() for line in told[0])


@given(queries(), answers)
def test_the_same_content_written_otherwise_is_the_same(query, content):
    if query.data_format == "csv" or "NaN" in json.dumps(content):
        return
    spaced = Answer(200, json.dumps(content, indent=1).encode())

    found = compare(query, answer(content), spaced)

    assert all(each.kind == Kind.ANSWER for each in found)


@given(rows, rows)
def test_rows_are_paired_or_alone_and_never_both(old, new):
    query = Query("json", (("switcher", "GetSearchResults"),))

    found = compare(query, answer(old), answer(new))

    lost, gained = (sum(each.kind == kind for each in found) for kind in (Kind.ONLY_OLD, Kind.ONLY_NEW))
    assert len(old) - lost == len(new) - gained >= 0
