"""Whatever is sent in whichever parameter: an answer that BMLT knows, and never a crash."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.bmlt.answering.switchers import SWITCHERS
from meetings.bmlt.fields import DATA_FIELDS, FIXED_FIELDS
from tests.meetings import factories
from tests.meetings.bmlt.asking import ask, search

pytestmark = pytest.mark.django_db

NAMES = sorted({name for switcher in SWITCHERS.values() for name in switcher.parameters} | {"callback", "_"})
FIELDS = [*FIXED_FIELDS, *DATA_FIELDS, "zone", "no_such_field"]
HOSTILE = [
    "",
    " ",
    "0",
    "-0",
    "1",
    "-1",
    "5",
    "1,2,3",
    ",,,",
    "-1,1,word",
    "1e3",
    "1e400",
    "-1e400",
    "nan",
    "inf",
    "0x10",
    "9" * 30,
    "-" + "9" * 30,
    "1" * 5_000,
    "40.7",
    "-74.0",
    "90",
    "-90",
    "180",
    "540",
    "91",
    "\0",
    "a\0b",
    "%s",
    "%",
    "%%(x)s",
    "'; DROP TABLE meetings_meeting; --",
    '"',
    "\\",
    "' | ' & ! (",
    "<script>",
    "=1+1",
    "\u2028",
    "\ud7ff\ufffd",
    "é",
    "🙂",
    "مرحبا",
    "２",
    "19:30:00",
    "99:99",
    "24:00",
    ":",
    "2026-11-25",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "1" + "0" * 400 + ".5",
]
values = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(FIELDS), st.text(max_size=20), st.integers().map(str))
names = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(NAMES).map("{}[]".format),
    st.sampled_from(NAMES).map("{}[0]".format),
    st.text(max_size=8),
)
pairs = st.lists(st.tuples(names, values), max_size=8)


def _known_statuses(switcher: str, data_format: str) -> set[int]:
    found = SWITCHERS.get(switcher)
    if found is None or data_format not in found.formats:
        return {422}
    refused = {"GetSearchResults": {400}, "GetFieldValues": {400}, "GetChanges": {422}, "GetNAWSDump": {422}}
    return {200} | refused.get(switcher, set()) | ({400} if data_format == "jsonp" else set())


@pytest.fixture
def world(db: None) -> int:
    body = factories.service_body("Harbour Area")
    meetings = [
        factories.unsaved(1, at=(40.7, -74.0), service_body=body, custom_fields={"zone": "3"}),
        factories.unsaved(2, weekday=None, starts_on=factories.SAVED_AT.date()),
        factories.unsaved(3, is_published=False, service_body=body),
    ]
    factories.save(meetings, factories.meeting_format("BT"))
    return body.pk


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    switcher=st.one_of(st.sampled_from(sorted(SWITCHERS)), values),
    data_format=st.sampled_from(["json", "jsonp", "csv", "tsml", "xml", "J\u00e9"]),
    sent=pairs,
)
def test_no_value_of_any_parameter_crashes_an_answer(switcher, data_format, sent, world):
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in [("switcher", switcher), *sent])
    asked_last = [value for name, value in [("switcher", switcher), *sent] if name == "switcher"][-1]

    response = Client().get(f"/client_interface/{quote(data_format)}/?{query}")

    assert response.status_code in _known_statuses(asked_last.replace("\0", "").strip(), data_format), query
    _check_body(response, data_format)


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


def _check_body(response: Any, data_format: str) -> None:
    content = response.getvalue()
    if response.status_code != 200:
        assert json.loads(content)["message"]
    elif data_format == "jsonp":
        json.loads(content.split(b"(", 1)[1].removesuffix(b");"))
    elif data_format != "csv":
        json.loads(content)


@pytest.mark.parametrize(
    "query", ["%ff%fe", "a=%zz", "=&=&&", "&&&", "weekdays[[]]=2", "weekdays[a][b]=2", "a" * 7_000]
)
def test_a_query_that_is_no_query_is_read_as_far_as_it_goes(query, world):
    assert len(search(query)) == 2


def test_a_query_of_thousands_of_ids_is_read(world):
    ids = "&".join(f"meeting_ids[]={number}" for number in range(1, 1_500))

    assert [row["id_bigint"] for row in search(f"{ids}&sort_keys=id_bigint")] == ["1", "2"]


@pytest.mark.parametrize("sign", ["", "-"])
def test_no_id_of_a_long_list_is_cut_off_or_cut_in_two(sign, world):
    # Cut at any of the thousands, "...,1" would be left of "...,12".
    ids = ",".join(f"{sign}{number}" for number in [*range(100_000, 100_900), 12, 2])

    found = {row["id_bigint"] for row in search(f"meeting_ids={ids}")}

    assert found == ({"1"} if sign else {"2"})


@pytest.mark.parametrize("operator", ["AND", "OR"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_statement_does_not_grow_with_the_formats_asked_for(sign, operator, world):
    ids = ",".join(f"{sign}{number}" for number in range(1, 900))

    with CaptureQueriesContext(connection) as asked:
        search(f"formats={ids}&formats_comparison_operator={operator}")

    assert max(query["sql"].count("meetings_meetingformat") for query in asked.captured_queries) <= 2


@pytest.mark.parametrize("switcher", SWITCHERS)
def test_every_parameter_at_once_survives_each_hostile_value(switcher, world):
    data_format, names = min(SWITCHERS[switcher].formats), SWITCHERS[switcher].parameters
    surprises = []

    for value in HOSTILE:
        query = "&".join([switcher, *(f"{name}={_quoted(value)}" for name in sorted(names))])
        response = ask(query, data_format=data_format)
        if response.status_code not in _known_statuses(switcher, data_format):
            surprises.append((value, response.status_code))

    assert surprises == []
