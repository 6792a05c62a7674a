"""Own marks on exercises: favourites, and what is never offered again."""

import pytest

from backend.coping.exercises.library import library
from backend.coping.models import ExerciseChoice
from tests.coping.factories import log_craving

pytestmark = pytest.mark.django_db


def mark(phone, slug, choice):
    return phone.put(f"/v1/exercise-choices/{slug}", {"choice": choice})


def test_marks_are_listed_in_the_librarys_order(api, dana):
    phone = api(dana)
    mark(phone, "brisk-walk", "not-for-me")
    mark(phone, "urge-surfing", "favourite")

    response = phone.get("/v1/exercise-choices")

    assert response.data["results"] == [
        {"exercise": "urge-surfing", "choice": "favourite"},
        {"exercise": "brisk-walk", "choice": "not-for-me"},
    ]


def test_a_new_mark_takes_the_place_of_the_last(api, dana):
    phone = api(dana)
    mark(phone, "brisk-walk", "favourite")

    response = mark(phone, "brisk-walk", "not-for-me")

    assert response.data == {"exercise": "brisk-walk", "choice": "not-for-me"}
    assert ExerciseChoice.objects.get().choice == "not-for-me"


def test_what_is_not_for_me_is_never_offered_while_anything_else_is(api, careful_dana):
    phone = api(careful_dana)
    kept = {"grounding-54321", "call-a-supporter"}
    for slug in set(library().exercises) - kept:
        mark(phone, slug, "not-for-me")

    response = log_craving(phone)

    offered = {response.data["exercise"]["slug"], *(each["slug"] for each in response.data["alternatives"])}
    assert offered == kept


def test_when_nothing_is_for_me_people_are_shown(api, careful_dana):
    phone = api(careful_dana)
    for slug in library().exercises:
        mark(phone, slug, "not-for-me")

    response = log_craving(phone)

    assert response.data["exercise"] is None
    assert response.data["help"]["lines"]


def test_a_mark_taken_back_is_gone_and_can_be_taken_back_twice(api, dana):
    phone = api(dana)
    mark(phone, "brisk-walk", "not-for-me")

    first, again = (phone.delete("/v1/exercise-choices/brisk-walk") for _ in range(2))

    assert (first.status_code, again.status_code) == (204, 204)
    assert not ExerciseChoice.objects.exists()


@pytest.mark.parametrize(("slug", "choice", "status"), [("juggling", "favourite", 404), ("brisk-walk", "meh", 400)])
def test_neither_an_unknown_exercise_nor_an_unknown_mark_is_kept(api, dana, slug, choice, status):
    assert mark(api(dana), slug, choice).status_code == status
    assert not ExerciseChoice.objects.exists()


def test_marks_are_ones_own(api, dana, nora):
    mark(api(dana), "brisk-walk", "favourite")

    assert api(nora).get("/v1/exercise-choices").data["results"] == []


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("sam", 403), ("olive", 403)])
def test_nobody_else_marks_exercises(api, request, who, status):
    other = api(request.getfixturevalue(who) if who else None)

    assert mark(other, "brisk-walk", "favourite").status_code == status
