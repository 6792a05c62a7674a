"""The library is open to anybody, all the while."""

import pytest

from backend.care_team.holds import raise_hold
from backend.care_team.safety_profile import QUESTIONS
from backend.coping.exercises.library import library
from backend.instruments.levels import Level
from tests.coping.factories import NOON

pytestmark = pytest.mark.django_db


def test_all_28_come_on_one_page_without_an_account(api):
    response = api().get("/v1/exercises")

    assert response.status_code == 200
    assert len(response.data["results"]) == 28
    assert response.data["next"] is None


def test_an_app_without_signal_gets_what_it_needs_to_filter_by_itself(api):
    data = api().get("/v1/exercises").data

    box = next(exercise for exercise in data["results"] if exercise["slug"] == "box-breathing")
    assert {"code": "pregnancy", "instead": "paced-breathing"} in box["avoid_if"]
    assert (box["craving_min"], box["craving_max"], box["unknown_bars"]) == (2, 8, True)
    assert data["contraindications"]["pregnancy"] == "Pregnant"
    assert "stress" in data["triggers"]
    assert "anywhere" in data["settings"]


def test_neither_the_editorial_effect_nor_unread_evidence_is_shown(api):
    response = api().get("/v1/exercises/urge-surfing")

    assert "prior_effect" not in response.data
    assert [evidence["id"] for evidence in response.data["evidence"]] == ["grant2017", "witk2013"]


def test_a_grade_comes_with_what_it_means_and_words_of_researchers_do_not_come(api):
    data = api().get("/v1/exercises").data

    surfing = data["results"][0]
    assert surfing["evidence_grade"] == "trials_sud_small"
    assert data["evidence_grades"]["trials_sud_small"].endswith("What it did to cravings was small, or is not sure.")
    assert "mechanism" not in surfing
    assert surfing["evidence"][0].keys() == {"id", "cite", "url"}


@pytest.mark.parametrize("path", ["/v1/exercises", "/v1/exercises/urge-surfing"])
def test_what_the_phone_has_is_not_sent_again(api, path):
    first = api().get(path)

    again = api().get(path, HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 304
    assert "public" in first["Cache-Control"]


def test_an_ended_session_does_not_close_the_library(api):
    phone = api()
    phone.credentials(HTTP_AUTHORIZATION="Bearer hr_long-gone")

    assert phone.get("/v1/exercises").status_code == 200


def test_an_exercise_that_is_not_there_is_not_found(api):
    assert api().get("/v1/exercises/juggling").status_code == 404


def test_the_library_stays_open_while_an_alert_is(api, dana):
    raise_hold(dana, Level.L3, only_contact=False, now=NOON)

    assert len(api(dana).get("/v1/exercises").data["results"]) == 28


def test_the_safety_profile_asks_what_the_exercises_name():
    assert set(QUESTIONS) == set(library().contraindications)
