"""What was logged by a slip of the finger can be corrected and deleted, by its owner alone."""

import pytest

from backend.coping.models import Craving, CravingRating, Draw, ExerciseSession, Outcome
from tests.coping.factories import log_craving, pointers_of, rate_after
from tests.times import utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(api, careful_dana):
    return api(careful_dana)


@pytest.fixture
def craving(phone):
    return log_craving(phone, intensity=6, triggers=("anxiety",), note="at the station")


def path_of(craving):
    return f"/v1/cravings/{craving.data['id']}"


def ratings():
    return dict(CravingRating.objects.values_list("source", "value"))


def test_a_craving_is_read_with_its_etag(phone, craving):
    response = phone.get(path_of(craving))

    assert (response.status_code, response.data["intensity"], response.data["note"]) == (200, 6, "at the station")
    assert response["ETag"]


def test_a_correction_changes_what_it_names_and_nothing_else(phone, craving):
    response = phone.patch(path_of(craving), {"triggers": ["stress", "stress"], "setting": "home"})

    assert response.status_code == 200
    assert (response.data["triggers"], response.data["setting"]) == (["stress"], "home")
    assert (response.data["intensity"], response.data["note"], response.data["help"]) == (6, "at the station", None)


def test_what_is_taken_away_is_gone(phone, craving):
    phone.patch(path_of(craving), {"note": None, "minutes_available": None, "setting": None})

    assert phone.get(path_of(craving)).data["note"] is None


def test_a_corrected_time_is_freed_from_the_phones_clock_and_moves_the_rating(phone, craving):
    told = {"occurred_at": "2026-11-24T15:00:00Z", "sent_at": "2026-11-24T18:00:00Z"}  # an hour ahead of NOON

    response = phone.patch(path_of(craving), told)

    assert (response.status_code, response.data["intensity"]) == (200, 6)
    assert response.data["occurred_at"] == "2026-11-24T14:00:00Z"
    assert CravingRating.objects.get().at == utc("2026-11-24T14:00")


def test_a_time_corrected_into_the_day_of_another_high_one_brings_people(phone):
    first = log_craving(phone, intensity=9, occurred_at="2026-11-22T17:00:00Z")
    assert log_craving(phone, intensity=9).data["help"] is None

    response = phone.patch(path_of(first), {"occurred_at": "2026-11-24T16:00:00Z"})

    assert response.data["help"]["lines"]


def test_a_time_after_its_outcome_is_refused(phone):
    craving = log_craving(phone, intensity=6, occurred_at="2026-11-24T12:00:00Z")
    rate_after(phone, craving, 3, occurred_at="2026-11-24T13:00:00Z")

    response = phone.patch(path_of(craving), {"occurred_at": "2026-11-24T17:00:00Z"})

    assert (response.status_code, pointers_of(response)) == (400, ["/occurred_at"])
    assert Craving.objects.get().occurred_at == utc("2026-11-24T12:00")


def test_a_corrected_rating_takes_the_place_of_the_first(phone, craving):
    phone.patch(path_of(craving), {"intensity": 4})

    assert ratings() == {"before": 4}


def test_a_rating_corrected_upwards_is_read_again(phone, craving):
    log_craving(phone, intensity=9)

    response = phone.patch(path_of(craving), {"intensity": 9})

    assert response.data["help"]["lines"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"intensity": 11}, "/intensity"),
        ({"intensity": None}, "/intensity"),
        ({"triggers": ["moon"]}, "/triggers/0"),
        ({"minutes_available": 0}, "/minutes_available"),
        ({"occurred_at": "yesterday"}, "/occurred_at"),
        ({"occurred_at": None}, "/occurred_at"),
        ({"safety": {"driving": "yes"}}, "/safety"),
    ],
)
def test_a_wrong_correction_changes_nothing_and_brings_help(phone, craving, change, pointer):
    response = phone.patch(path_of(craving), change | {"note": "other"})

    assert response.status_code == 400
    assert pointers_of(response) == [pointer]
    assert response.data["help"]
    assert phone.get(path_of(craving)).data["note"] == "at the station"


def test_a_correction_of_another_version_is_refused(phone, craving):
    read = phone.get(path_of(craving))["ETag"]
    phone.patch(path_of(craving), {"intensity": 5}, HTTP_IF_MATCH=read)

    response = phone.patch(path_of(craving), {"intensity": 3}, HTTP_IF_MATCH=read)

    assert response.status_code == 412
    assert Craving.objects.get().intensity == 5


def test_an_outcome_makes_another_version(phone, craving):
    read = phone.get(path_of(craving))["ETag"]

    rate_after(phone, craving, 3)

    assert phone.get(path_of(craving))["ETag"] != read


def test_a_deleted_craving_leaves_nothing(phone, craving):
    rate_after(phone, craving, 3)

    response = phone.delete(path_of(craving))

    assert response.status_code == 204
    for model in (Craving, ExerciseSession, Outcome, Draw, CravingRating):
        assert not model.objects.exists()


def test_a_craving_that_was_deleted_does_not_come_back_when_it_is_sent_again(phone):
    chosen = "0b0e6d3a-54d5-4a4e-9d0c-0f6a0d2f7c11"
    phone.delete(path_of(log_craving(phone, id=chosen)))

    again = log_craving(phone, id=chosen)

    assert (again.status_code, again.data["code"]) == (410, "craving-deleted")
    assert again.data["help"]["lines"]
    assert not Craving.objects.exists()


def test_a_deleted_craving_no_longer_counts_as_high(phone):
    by_mistake = log_craving(phone, intensity=9)
    phone.delete(path_of(by_mistake))

    assert log_craving(phone, intensity=9).data["help"] is None


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("sam", 403), ("olive", 403), ("nora", 404)])
@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_nobody_else_reads_or_corrects_it(api, craving, request, who, status, method):
    other = api(request.getfixturevalue(who) if who else None)

    response = getattr(other, method)(path_of(craving), {} if method == "patch" else None)

    assert response.status_code == status
    assert Craving.objects.get().intensity == 6


def test_an_outcome_is_corrected(phone, craving):
    first = rate_after(phone, craving, 3)
    path = f"/v1/exercise-sessions/{craving.data['session']['id']}/outcome"

    response = phone.patch(path, {"intensity_after": 5, "exercise": "long-sigh"}, HTTP_IF_MATCH=first["ETag"])

    assert response.status_code == 200
    assert (response.data["intensity_after"], response.data["exercise"]) == (5, "long-sigh")
    assert ratings() == {"before": 6, "after": 5}


def test_a_rating_taken_back_is_missing_and_not_zero(phone, craving):
    rate_after(phone, craving, 3)
    path = f"/v1/exercise-sessions/{craving.data['session']['id']}/outcome"

    response = phone.patch(path, {"intensity_after": None})

    assert response.data["intensity_after"] is None
    assert ratings() == {"before": 6}


def test_an_outcome_that_was_never_told_is_not_found(phone, craving):
    path = f"/v1/exercise-sessions/{craving.data['session']['id']}/outcome"

    response = phone.patch(path, {"completed": False})

    assert response.status_code == 404
    assert response.data["help"]


@pytest.mark.parametrize("completed", ["no", 0, None])
def test_a_correction_says_true_or_false_and_no_word_for_it(phone, craving, completed):
    rate_after(phone, craving, 3)
    path = f"/v1/exercise-sessions/{craving.data['session']['id']}/outcome"

    response = phone.patch(path, {"completed": completed})

    assert (response.status_code, pointers_of(response)) == (400, ["/completed"])
    assert Outcome.objects.get().completed
