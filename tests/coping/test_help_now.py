"""Help at any time: people first, whatever the urge is, and nothing of it is kept."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import Consent
from backend.care_team.models import Alert
from tests.coping.factories import NOON, log_craving, pointers_of
from tests.meetings import factories as meetings

pytestmark = pytest.mark.django_db
HERE = (40.73, -73.99)
FAR = (42.88, -78.87)  # Buffalo, some 470 km away


@pytest.fixture
def on_now():
    """It is noon on a Tuesday in New York."""
    meetings.meeting(1, start="11:30", name="Online and on")
    meetings.meeting(2, start="12:45", name="Online and soon")
    meetings.meeting(3, start="15:00", name="Online and later")
    meetings.meeting(4, start="12:15", at=HERE, name="Round the corner")
    meetings.meeting(5, start="12:15", at=FAR, name="Far away")


def names(found):
    return [meeting["name"] for meeting in found]


def test_help_brings_numbers_and_meetings_of_this_minute(api, dana, on_now):
    response = api(dana).post("/v1/help-now", {})

    assert response.status_code == 200
    assert response.data["help"]["emergency"]["number"] == "911"
    assert names(response.data["people"]["meetings_online"]) == ["Online and on", "Online and soon"]
    assert response.data["people"]["meetings_near"] is None


def test_without_a_country_of_ones_choice_the_numbers_are_those_of_the_phones_region(api, dana):
    dana.country, dana.locale = "", "en-GB"
    dana.save(update_fields=["country", "locale"])

    found = api(dana).post("/v1/help-now", {})
    refused = api(dana).post("/v1/help-now", {"near": "nowhere"})

    assert [each.data["help"]["emergency"]["number"] for each in (found, refused)] == ["999", "999"]
    assert found.data["help"]["country"] == "GB"


def test_who_says_where_they_are_gets_meetings_near(api, dana, on_now):
    response = api(dana).post("/v1/help-now", {"near": "40.73,-73.99"})

    near = response.data["people"]["meetings_near"]
    assert names(near) == ["Round the corner"]
    assert near[0]["distance_km"] < 1


def test_it_says_that_nobody_was_told(api, dana):
    response = api(dana).post("/v1/help-now", {})

    assert response.data["monitoring"] == {"status": "nobody", "next_review_at": None}
    assert response.data["help"]["watching"].startswith("No one at a clinic was told of this.")


def test_asking_tells_nobody_and_writes_nothing(api, dana, on_now, caplog):
    phone = api(dana)
    phone.post("/v1/help-now", {})

    with CaptureQueriesContext(connection) as queries, caplog.at_level(logging.INFO):
        phone.post("/v1/help-now", {"near": "40.73,-73.99"})

    assert not any(word in query["sql"] for query in queries for word in ("INSERT", "UPDATE", "DELETE"))
    assert not Alert.objects.exists()
    assert "40.73" not in caplog.text


def test_it_hangs_on_no_consent(api, dana):
    Consent.objects.update(revoked_at=NOON)

    assert api(dana).post("/v1/help-now", {}).data["help"]["lines"]


@pytest.mark.parametrize("near", ["north", "91,0", "1,2,3"])
def test_a_place_that_is_none_is_refused_with_help(api, dana, near):
    response = api(dana).post("/v1/help-now", {"near": near})

    assert response.status_code == 400
    assert pointers_of(response) == ["/near"]
    assert near not in response.content.decode()
    assert response.data["help"]["lines"]


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("sam", 403), ("olive", 403)])
def test_a_refusal_brings_help_too(api, request, who, status):
    other = api(request.getfixturevalue(who) if who else None)

    response = other.post("/v1/help-now", {})

    assert response.status_code == status
    assert response.data["help"]["emergency"]["number"]


def test_a_high_craving_brings_meetings_beside_the_exercise(api, careful_dana, on_now):
    response = log_craving(api(careful_dana), intensity=8)

    assert response.data["exercise"]
    assert names(response.data["people"]["meetings_online"]) == ["Online and on", "Online and soon"]


def test_a_craving_that_is_not_high_brings_the_exercise_alone(api, careful_dana, on_now):
    assert log_craving(api(careful_dana), intensity=7).data["people"] is None
