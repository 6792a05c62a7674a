"""How an exercise went is told once, and a rating that was not given stays missing."""

import pytest

from backend.coping.models import CravingRating, Outcome
from tests.coping.factories import log_craving, rate_after
from tests.times import utc

pytestmark = pytest.mark.django_db


def after_ratings():
    return list(CravingRating.objects.filter(source="after").values_list("value", flat=True))


def test_an_outcome_is_kept_and_rated(api, careful_dana):
    phone = api(careful_dana)
    craving = log_craving(phone)

    response = rate_after(phone, craving, 4)

    assert response.status_code == 200
    assert (response.data["intensity_after"], response.data["completed"]) == (4, True)
    assert response.data["help"] is None
    assert after_ratings() == [4]


def test_the_outcome_stands_beside_its_craving(api, careful_dana):
    phone = api(careful_dana)
    rate_after(phone, log_craving(phone), 3, completed=False)

    session = phone.get("/v1/cravings").data["results"][0]["session"]

    assert session["outcome"]["exercise"] == session["exercise"]
    assert (session["outcome"]["intensity_after"], session["outcome"]["completed"]) == (3, False)


@pytest.mark.parametrize("told", [{"completed": False}, {"completed": False, "intensity_after": None}])
def test_a_missing_rating_is_missing_and_not_zero(api, careful_dana, told):
    phone = api(careful_dana)
    session = log_craving(phone).data["session"]["id"]

    response = phone.post(f"/v1/exercise-sessions/{session}/outcome", told)

    assert (response.status_code, response.data["intensity_after"]) == (200, None)
    assert Outcome.objects.get().intensity_after is None
    assert after_ratings() == []


def test_zero_is_a_rating(api, careful_dana):
    phone = api(careful_dana)

    response = rate_after(phone, log_craving(phone), 0)

    assert response.data["intensity_after"] == 0
    assert after_ratings() == [0]


def test_the_same_outcome_again_changes_nothing(api, careful_dana, clock):
    phone = api(careful_dana)
    craving = log_craving(phone)
    first = rate_after(phone, craving, 4)
    clock.move_to(utc("2026-11-24T19:00"))

    again = rate_after(phone, craving, 4)

    assert again.status_code == 200
    assert again.data == first.data
    assert after_ratings() == [4]


@pytest.mark.parametrize(("intensity_after", "completed"), [(5, True), (4, False), (None, True)])
def test_another_outcome_is_refused_with_help(api, careful_dana, intensity_after, completed):
    phone = api(careful_dana)
    craving = log_craving(phone)
    rate_after(phone, craving, 4)

    response = rate_after(phone, craving, intensity_after, completed=completed)

    assert (response.status_code, response.data["code"]) == (409, "outcome-recorded")
    assert response.data["help"]["lines"]
    assert after_ratings() == [4]


def test_an_outcome_told_late_keeps_its_own_time(api, careful_dana):
    phone = api(careful_dana)
    craving = log_craving(phone, occurred_at="2026-11-24T08:50:00Z", sent_at="2026-11-24T17:00:00Z")

    rate_after(phone, craving, 4, occurred_at="2026-11-24T09:00:00Z", sent_at="2026-11-24T17:00:00Z")

    assert Outcome.objects.get().at == utc("2026-11-24T09:00")
    assert CravingRating.objects.get(source="after").at == utc("2026-11-24T09:00")


@pytest.mark.parametrize("occurred_at", ["2026-11-14T09:00:00Z", "2026-11-24T08:39:59Z"])
def test_an_outcome_before_its_craving_is_refused_and_not_kept(api, careful_dana, occurred_at):
    phone = api(careful_dana)
    craving = log_craving(phone, occurred_at="2026-11-24T08:50:00Z")

    response = rate_after(phone, craving, 4, occurred_at=occurred_at)

    assert response.status_code == 400
    assert response.data["errors"] == [
        {"pointer": "/occurred_at", "detail": "This is before the urge began. Give a time after it."}
    ]
    assert not Outcome.objects.exists()
    assert after_ratings() == []


def test_told_again_with_another_time_it_is_kept(api, careful_dana):
    phone = api(careful_dana)
    craving = log_craving(phone)
    rate_after(phone, craving, 4, occurred_at="2026-11-14T09:00:00Z")

    assert rate_after(phone, craving, 4).status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        {"occurred_at": "2026-11-24T16:50:00Z"},
        # The phone's clock is two hours slow, and says so.
        {"occurred_at": "2026-11-24T15:00:00Z", "sent_at": "2026-11-24T15:00:00Z"},
        {"occurred_at": "2026-11-25T09:00:00Z"},
    ],
    ids=["within what requests take", "slow clock", "to come"],
)
def test_clocks_that_differ_refuse_no_outcome(api, careful_dana, told):
    phone = api(careful_dana)

    assert rate_after(phone, log_craving(phone), 4, **told).status_code == 200


def test_outcomes_told_without_signal_arrive_in_any_order(api, careful_dana, clock):
    phone = api(careful_dana)
    cravings = [log_craving(phone, occurred_at=f"2026-11-24T{hour}:00:00Z") for hour in ("09", "11")]
    clock.move_to(utc("2026-11-26T17:00"))

    told = [
        rate_after(phone, craving, 4, occurred_at=f"2026-11-24T{at}:00Z")
        for craving, at in zip(reversed(cravings), ("11:10", "09:10"), strict=True)
    ]

    assert [each.status_code for each in told] == [200, 200]


def test_a_high_rating_in_a_refused_outcome_brings_help(api, careful_dana):
    phone = api(careful_dana)

    response = rate_after(phone, log_craving(phone), 9, occurred_at="2026-11-14T09:00:00Z")

    assert (response.status_code, response.data["help"]["emergency"]["number"]) == (400, "911")


def test_another_exercise_than_the_one_offered_may_have_been_done(api, careful_dana):
    phone = api(careful_dana)
    craving = log_craving(phone)
    other = craving.data["alternatives"][0]["slug"]

    response = rate_after(phone, craving, 4, exercise=other)

    assert (response.status_code, response.data["exercise"]) == (200, other)


def test_nothing_but_waiting_may_have_been_done(api, careful_dana):
    phone = api(careful_dana)

    response = rate_after(phone, log_craving(phone), 5, exercise="just-wait")

    assert (response.status_code, response.data["exercise"]) == (200, "just-wait")


def test_something_that_is_no_exercise_is_refused(api, careful_dana):
    phone = api(careful_dana)

    response = rate_after(phone, log_craving(phone), 5, exercise="juggling")

    assert response.status_code == 400
    assert response.data["errors"][0]["pointer"] == "/exercise"
    assert not Outcome.objects.exists()


def test_the_same_outcome_with_another_exercise_is_another_outcome(api, careful_dana):
    phone = api(careful_dana)
    craving = log_craving(phone)
    rate_after(phone, craving, 4)

    assert rate_after(phone, craving, 4, exercise="just-wait").status_code == 409
