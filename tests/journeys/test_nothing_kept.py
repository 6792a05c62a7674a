"""Somebody without an account gets all that helps, and nothing of them stays: no row, no cookie, no place in a log."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.meetings import factories as meetings

pytestmark = pytest.mark.django_db
HERE = "40.7312,-73.9876"
READ = [
    "/v1/exercises",
    "/v1/exercises/urge-surfing",
    "/v1/plan-lines",
    "/v1/warning-signs",
    "/v1/crisis/US",
    "/v1/crisis/bundle",
    "/v1/crisis/keys",
    "/help",
    "/help/US",
    "/v1/meetings/1",
    "/v1/formats",
    f"/v1/meetings?near={HERE}&happening=now",
    f"/v1/meetings/snapshot?near={HERE}&radius_km=5",
]
ASKED = [
    ("/v1/crisis/check", {"country": "US", "answers": {"redflags": ["self_harm"], "used": 1}}),
    ("/v1/meetings/search", {"near": HERE, "starting_within_minutes": 60}),
]


@pytest.fixture
def walked(api, caplog):
    """What came of going through all of it without an account: answers, statements and the log."""
    meetings.meeting(1, at=(40.73, -73.99))
    phone = api()
    with CaptureQueriesContext(connection) as statements, caplog.at_level(logging.INFO):
        answers = [phone.get(path) for path in READ] + [phone.post(path, body) for path, body in ASKED]
    return answers, [each["sql"] for each in statements], caplog.text


def test_all_of_it_is_answered(walked):
    answers, _, _ = walked

    assert [answer.status_code for answer in answers] == [200] * (len(READ) + len(ASKED))


def test_nothing_is_written(walked):
    _, statements, _ = walked

    assert not [sql for sql in statements if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_no_cookie_is_set_and_none_is_asked_for(walked):
    answers, _, _ = walked

    assert not [answer for answer in answers if answer.cookies or "Cookie" in answer.get("Vary", "")]


def test_neither_places_nor_answers_are_logged(walked):
    _, _, logged = walked

    assert "request" in logged
    assert not [word for word in ("40.73", "73.98", "self_harm", "near=") if word in logged]
