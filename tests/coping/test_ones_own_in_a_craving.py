"""In a craving stand the person's own: supporters before anybody else, and the plans made for such a moment."""

import uuid

import pytest

from backend.care_team.holds import raise_hold
from backend.instruments.levels import Level
from tests.coping.factories import NOON, answer_profile, log_craving
from tests.coping.plan_factories import make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(api, careful_dana):
    return api(careful_dana)


def name_supporters(phone, *labels):
    for label in labels:
        assert phone.post("/v1/supporters", {"label": label}).status_code == 201


def labels(people):
    return [supporter["label"] for supporter in people["supporters"]]


def plans_in(response):
    return [plan["then"]["text"] for plan in response.data["plans"]]


def test_a_high_craving_names_supporters_in_the_persons_order(phone):
    name_supporters(phone, "My sister", "J. from group")

    assert labels(log_craving(phone, intensity=8).data["people"]) == ["My sister", "J. from group"]


def test_help_at_any_time_names_them_too(phone):
    name_supporters(phone, "My sister")

    assert labels(phone.post("/v1/help-now", {}).data["people"]) == ["My sister"]


def test_nobody_is_named_where_contact_is_not_safe(phone, careful_dana):
    name_supporters(phone, "My sister")
    answer_profile(careful_dana, unsafe_contact="yes")

    response = phone.post("/v1/help-now", {})

    assert labels(response.data["people"]) == []
    assert response.data["help"]["lines"]


@pytest.mark.parametrize("also", [{}, {"driving": "yes"}])
def test_nobody_is_named_where_contact_is_not_safe_in_this_minute_also_when_it_is_asked_again(phone, also):
    name_supporters(phone, "My sister")
    craving = {"id": str(uuid.uuid4()), "intensity": 9, "safety": {"unsafe_contact": "yes"} | also}

    first, again = phone.post("/v1/cravings", craving), phone.post("/v1/cravings", craving)

    assert (first.status_code, again.status_code) == (201, 200)
    assert labels(first.data["people"]) == labels(again.data["people"]) == []


def test_somebody_elses_supporters_are_not_named(phone, api, nora):
    name_supporters(api(nora), "Her brother")

    assert labels(phone.post("/v1/help-now", {}).data["people"]) == []


def test_a_craving_brings_the_plans_made_for_its_trigger(phone):
    make_plan(phone, "offered", "leave")

    fitting = log_craving(phone, triggers=("social_pressure",), intensity=5)
    other = log_craving(phone, triggers=("hunger",), intensity=5)

    assert len(fitting.data["plans"]) == 1
    assert fitting.data["plans"][0]["when"]["line"] == "offered"
    assert other.data["plans"] == []


def test_an_answer_of_this_minute_bars_the_exercise_of_a_plan(phone):
    make_plan(phone, "offered", {"exercise": "box-breathing"})

    [before] = log_craving(phone, triggers=("social_pressure",)).data["plans"]
    [dizzy] = log_craving(phone, triggers=("social_pressure",), safety={"dizzy_or_sedated": "yes"}).data["plans"]

    assert (before["barred"], dizzy["barred"]) == (False, True)


def test_nobody_is_told_to_sleep_it_off(phone):
    make_plan(phone, "offered", "rest")

    [plan] = log_craving(phone, triggers=("social_pressure",), safety={"dizzy_or_sedated": "yes"}).data["plans"]

    assert (plan["barred"], plan["instead"]) == (True, {"exercise": None, "routes": ["helpline"]})


def test_at_most_three_plans_are_shown(phone):
    for _ in range(5):
        make_plan(phone, "offered", "leave")

    assert len(log_craving(phone, triggers=("social_pressure",)).data["plans"]) == 3


def test_where_nothing_may_be_offered_no_plan_is_either(phone, careful_dana):
    make_plan(phone, "offered", "leave")
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)

    assert log_craving(phone, triggers=("social_pressure",)).data["plans"] == []


def test_while_an_l2_waits_only_plans_are_shown_that_lead_to_people_or_to_something_calm(phone, careful_dana):
    make_plan(phone, "offered", "leave")  # an exercise, and not a calm one
    make_plan(phone, "offered", "call-supporter")
    make_plan(phone, "offered", "rest")
    make_plan(phone, "offered", {"text": "I sleep it off"})
    raise_hold(careful_dana, Level.L2, only_contact=False, now=NOON)

    response = log_craving(phone, triggers=("social_pressure",))

    assert [plan["then"]["line"] for plan in response.data["plans"]] == ["call-supporter"]
