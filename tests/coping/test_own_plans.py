"""A person takes along what they plan for themselves, and takes it away."""

import pytest

from backend.coping.erasure import PLANNED, erase_person
from backend.coping.export import export_person
from backend.coping.models import PracticeTick
from backend.coping.retention import forget_before
from backend.rights.forgetting import cutoffs_at
from tests.coping.factories import NOON
from tests.coping.plan_factories import STEPS, add_supporter, make_plan, practise, remind, write_safety_plan
from tests.times import utc

pytestmark = pytest.mark.django_db


def plan_everything(phone):
    write_safety_plan(phone)
    add_supporter(phone, "Auntie")
    make_plan(phone, "offered", {"words": "I walk home"})
    phone.put("/v1/slip-plan", {"steps": [{"code": "people", "words": ["Sit with Ana"]}]})
    remind(phone)
    practise(phone)


def test_an_export_holds_all_of_it(api, careful_dana):
    plan_everything(api(careful_dana))
    write_safety_plan(api(careful_dana), alone=["Swim"])

    exported = export_person(careful_dana)

    assert [(each["number"], each["content"]["alone"]) for each in exported["safety_plans"]] == [
        (1, STEPS["alone"]),
        (2, ["Swim"]),
    ]
    assert exported["supporters"][0]["label"] == "Auntie"
    assert exported["if_then_plans"][0]["content"]["then"]["words"] == "I walk home"
    assert exported["slip_plan"]["content"]["people"]["words"] == ["Sit with Ana"]
    assert exported["practice_reminders"][0]["target_id"] == "urge-surfing"
    assert exported["practice"][0]["practised_at"] == NOON


def test_an_export_of_who_has_planned_nothing_says_so(dana):
    exported = export_person(dana)

    assert exported["slip_plan"] is None
    assert not any(exported[name] for name in ("safety_plans", "supporters", "if_then_plans", "practice"))


def test_erasing_a_person_leaves_nothing_of_them_and_everything_of_others(api, careful_dana, nora):
    for person in (careful_dana, nora):
        plan_everything(api(person))

    erase_person(careful_dana, now=NOON)

    for model in PLANNED:
        assert [row.person for row in model.objects.all()] == [nora]


def test_what_was_practised_is_kept_as_long_as_cravings(api, careful_dana, clock):
    practise(api(careful_dana))
    clock.move_to(utc("2026-11-25T17:00"))
    practise(api(careful_dana), id="long-sigh")

    forget_before(cutoffs_at(utc("2028-11-25T16:00")), at_most=100)

    assert [each.target_id for each in PracticeTick.objects.all()] == ["long-sigh"]


@pytest.mark.parametrize("number", [0, 2, 10**12])
def test_a_version_that_never_was_is_not_there(api, careful_dana, number):
    write_safety_plan(api(careful_dana))

    assert api(careful_dana).get(f"/v1/safety-plan/versions/{number}").status_code == 404
