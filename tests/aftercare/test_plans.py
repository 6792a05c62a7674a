"""The care plan feeds the rules; erasure and export of what this app keeps."""

from datetime import date

import pytest

from backend.aftercare import erasure, export, plans
from backend.aftercare.facts import facts_of
from backend.aftercare.models import CarePlan, CheckIn, CheckInSchedule, Response
from backend.aftercare.plans import Plan, Taper
from backend.care_team.models import Alert
from notifications.models import OpenDelivery, Schedule
from tests.aftercare.factories import MONDAY_TEN, SELF_HARM, answer, begin, plan_daily
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

TAPER = Taper(date(2026, 11, 1), date(2026, 12, 31))
PLAN = Plan(frozenset({"benzodiazepine"}), has_prescribed=True, taper=TAPER)


def test_a_plan_is_kept_sealed(dana):
    plans.set_plan(dana, PLAN)

    assert plans.plan_of(dana) == PLAN
    assert "benzodiazepine" not in repr(CarePlan.objects.values_list("content", flat=True).get())


def test_without_a_plan_nothing_holds(dana):
    facts = facts_of(dana, at=MONDAY_TEN)

    assert facts.substances == frozenset()
    assert facts.named == frozenset()


def test_a_taper_holds_from_its_first_to_its_last_day(dana):
    plans.set_plan(dana, PLAN)

    assert facts_of(dana, at=utc("2026-12-31T12:00")).benzodiazepine_taper
    assert not facts_of(dana, at=utc("2027-01-01T12:00")).benzodiazepine_taper
    assert not facts_of(dana, at=utc("2026-10-31T12:00")).benzodiazepine_taper


def test_stopping_a_medicine_is_more_serious_on_a_benzodiazepine_plan(api, dana):
    without = answer(api(dana), begin(dana), {"meds": 3}).json()
    plans.set_plan(dana, PLAN)

    planned = answer(api(dana), begin(dana), {"meds": 3}).json()

    assert (without["level"], planned["level"]) == ("L1", "L2")
    assert planned["help"]["cards"][0]["code"] == "bzd-withdrawal-early"


def test_a_wish_for_contact_today_brings_help_lines_and_holds_back_no_exercise(api, dana):
    body = answer(api(dana), begin(dana), {"want_contact": 2}).json()

    assert body["help"]["emergency"]["number"] == "911"
    assert dana.safetyhold.only_contact
    assert Alert.objects.get().level == "L2"


def test_erasing_leaves_nothing_and_rings_nobody(api, dana, sam):
    give_device(dana)
    plans.set_plan(dana, PLAN)
    plan_daily(dana, sam)
    answer(api(dana), begin(dana), SELF_HARM)
    api(sam).post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "phq-9"})

    erasure.erase_person(dana, now=MONDAY_TEN)

    for model in (CarePlan, CheckInSchedule, CheckIn, Response):
        assert not model._default_manager.exists()
    assert not OpenDelivery.objects.filter(recipient_id=dana.pk).exists()
    assert not Schedule.objects.exclude(cancelled_at=MONDAY_TEN).exists()


def test_an_export_holds_plan_and_answers(api, dana):
    plans.set_plan(dana, PLAN)
    answer(api(dana), begin(dana), SELF_HARM)

    exported = export.export_person(dana)

    assert exported["plan"]["substances"] == ["benzodiazepine"]
    answered = next(each for each in exported["check_ins"] if each["responses"])
    assert answered["responses"][0]["answers"] == SELF_HARM
