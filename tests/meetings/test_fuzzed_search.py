"""Whatever is asked, the answer is meetings or a clear problem."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.search.criteria import FIELDS
from tests.meetings import factories

pytestmark = pytest.mark.django_db

NAMES = [*FIELDS, "limit", "cursor", "nonsense"]
# What is right in some field is wrong in another.
PLAUSIBLE = [
    *("40.7,-74.0", "90,180", "-90,-180", "91,0", "0,0,0", ",", "1e999,0", "٤٠,٧", "40.7;-74"),
    *("0", "-0", "1", "7", "100", "101", "99999999999999999999", "-1", "1.5", "nan", "inf", "1e3", "0x10", "²"),
    *("now", "time", "distance", "virtual", "in_person,hybrid", "19:30", "24:00", "00:00", "7:5", "VM", "es", "O,St"),
    *("serenity", "sernity grup", "' OR 1=1 --", "& | ! :*", "\\", "%", "a" * 201, "\u0000", "\ud800", "ﬁ", "İ", "𝔰𝔢𝔯"),
    *("W10", "WzEsMiwzXQ:1xWKwt:abc", "", " ", "null", "[]", "{}"),
]
texts = st.one_of(st.sampled_from(PLAUSIBLE), st.text(max_size=30))
values = st.recursive(
    st.one_of(texts, st.integers(), st.floats(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=2)),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def some(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = [factories.meeting(number, at=(40.7, -74.0), name="Serenity Group") for number in range(1, 4)]
        yield
        for each in made:
            each.delete()


def is_clear(response):
    if response.status_code == 200:
        return {"results", "next"} <= response.json().keys()
    problem = response.json()
    return response.status_code == 400 and problem["code"] == "invalid-request"


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.dictionaries(st.sampled_from(NAMES), texts, max_size=4))
def test_a_query_string_is_answered_or_refused_clearly(api, some, asked):
    response = api().get(
        "/v1/meetings", {name: text.encode("utf-8", "replace").decode() for name, text in asked.items()}
    )

    assert is_clear(response), (asked, response.content)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.dictionaries(st.sampled_from(NAMES), values, max_size=4))
def test_a_body_is_answered_or_refused_clearly(api, some, asked):
    response = api().post("/v1/meetings/search", json.dumps(asked), content_type="application/json")

    assert is_clear(response), (asked, response.content)
