"""The care plan: staff write it, each writing is kept, the person reads it and says what is not right."""

import re
from pathlib import Path
from typing import Any

import pytest

from backend import instruments
from backend.accounts import staffing
from backend.accounts.models import AccessLog, Consent, DataClass
from backend.aftercare.models import CarePlanVersion, PlanCorrection
from backend.aftercare.plans import Plan, plan_of
from backend.instruments.substances import SUBSTANCES
from notifications.models import Notification
from tests.aftercare.factories import MONDAY_TEN, answer, begin, revoke
from tests.aftercare.life_events import record
from tests.notifications.factories import stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000013"
EMPTY: dict[str, Any] = {
    "care": None,
    "substances": [],
    "has_prescribed": False,
    "taper": None,
    "goals": [],
    "components": [],
    "review_on": None,
    "language": None,
    "access_needs": "",
}
PLAN = {
    "care": {"level": "aftercare", "from_on": "2026-11-20", "until_on": None},
    "substances": ["benzodiazepine", "alcohol"],
    "has_prescribed": True,
    "taper": {"first_day": "2026-11-01", "last_day": None},
    "goals": [{"text": "Sleep through the night", "review_on": "2026-12-20"}],
    "components": ["individual-counselling", "treatment-medicine"],
    "review_on": "2027-01-15",
    "language": "es",
    "access_needs": "Large print",
}


def write(desk, person, plan=PLAN, **headers):
    return desk.put(f"/v1/staff/people/{person.pk}/plan", plan, **headers)


def join_hill_clinic(person, theo):
    staffing.assign(person, theo, now=utc("2026-11-20T12:00"))
    Consent.objects.create(person=person, site=theo.site, data_class=DataClass.PLAN, granted_at=utc("2026-11-20T12:00"))


def test_before_the_first_writing_a_plan_is_empty(api, dana, sam):
    shown = api(sam).get(f"/v1/staff/people/{dana.pk}/plan").json()

    assert shown == {"version": 0, "plan": EMPTY, "written_by": None, "written_at": None, "corrections": []}


def test_a_plan_is_written_as_a_whole(api, dana, sam):
    response = write(api(sam), dana)

    assert response.status_code == 200
    assert response.json()["plan"] == PLAN
    assert (response.json()["version"], response.json()["written_by"]["handle"]) == (1, "sam")
    assert api(sam).get(f"/v1/staff/people/{dana.pk}/plan").json() == response.json()


def test_what_is_planned_lies_sealed(api, dana, sam):
    write(api(sam), dana)

    assert b"Sleep" not in stored_bytes("aftercare_careplanversion", "content")


def test_rules_of_check_ins_know_what_the_plan_says(api, dana, sam):
    write(api(sam), dana)

    body = answer(api(dana), begin(dana), {"meds": 3}).json()

    assert body["level"] == "L2"  # stopped a benzodiazepine
    assert plan_of(dana).substances == {"benzodiazepine", "alcohol"}


def test_every_class_that_a_rule_names_can_be_planned():
    source = Path(instruments.__file__).with_name("data") / "instruments.json"
    named = set(re.findall(r"plan is (\w+)", source.read_text().split('"when_syntax"')[0]))

    assert named
    assert named <= set(SUBSTANCES)


def test_each_writing_is_kept_with_who_and_when(api, clock, dana, sam, sue):
    write(api(sam), dana)
    clock.move_to(utc("2026-11-24T15:00"))
    staffing.assign(dana, sue, now=utc("2026-11-24T15:00"))
    write(api(sue), dana, PLAN | {"goals": []})

    versions = api(sam).get(f"/v1/staff/people/{dana.pk}/plan/versions").json()["results"]

    assert [(each["version"], each["written_by"]["handle"]) for each in versions] == [(2, "sue"), (1, "sam")]
    assert [len(each["plan"]["goals"]) for each in versions] == [0, 1]
    assert versions[0]["written_at"] == "2026-11-24T15:00:00Z"


def test_the_same_plan_again_is_no_new_version(api, dana, sam):
    first, again = write(api(sam), dana), write(api(sam), dana)

    assert first.headers["ETag"] == again.headers["ETag"]
    assert CarePlanVersion.objects.count() == 1


def test_a_plan_that_somebody_else_has_changed_is_not_written_over(api, dana, sam):
    desk = api(sam)
    read = desk.get(f"/v1/staff/people/{dana.pk}/plan").headers["ETag"]
    assert write(desk, dana, HTTP_IF_MATCH=read).status_code == 200

    response = write(desk, dana, EMPTY, HTTP_IF_MATCH=read)

    assert (response.status_code, response.json()["code"]) == (412, "precondition-failed")
    assert CarePlanVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("part", "pointer"),
    [
        ({"taper": {"first_day": "2026-11-01", "dose": "5 mg"}}, "/taper/dose"),
        ({"taper": {"first_day": "2026-11-01", "steps": []}}, "/taper/steps"),
        ({"taper": {"first_day": "2026-11-02", "last_day": "2026-11-01"}}, "/taper/last_day"),
        ({"taper": {"first_day": "2026-11-01"}, "substances": ["opioid"]}, "/taper"),
        ({"amount": "20 a day"}, "/amount"),
        ({"substances": ["clonazepam"]}, "/substances/0"),
        ({"components": ["horoscope"]}, "/components/0"),
        ({"care": {"level": "spa", "from_on": "2026-11-01"}}, "/care/level"),
        ({"care": {"level": "detox", "from_on": "2026-11-02", "until_on": "2026-11-01"}}, "/care/until_on"),
        ({"goals": [{"text": "x"}] * 21}, "/goals"),
        ({"goals": [{"text": ""}]}, "/goals/0/text"),
        ({"language": "not a language"}, "/language"),
    ],
)
def test_what_no_plan_holds_is_refused(api, dana, sam, part, pointer):
    response = write(api(sam), dana, PLAN | part)

    assert response.status_code == 400
    assert pointer in [error["pointer"] for error in response.json()["errors"]]
    assert not CarePlanVersion.objects.exists()


def test_without_the_grant_a_plan_is_not_there(api, dana, sam):
    write(api(sam), dana)
    revoke(dana, DataClass.PLAN)

    assert api(sam).get(f"/v1/staff/people/{dana.pk}/plan").status_code == 404
    assert api(sam).get(f"/v1/staff/people/{dana.pk}/plan/versions").status_code == 404
    assert write(api(sam), dana).status_code == 404


def test_a_plan_is_there_for_nobody_else(api, dana, sam, sue, theo):
    write(api(sam), dana)

    for who in (sue, theo):
        assert api(who).get(f"/v1/staff/people/{dana.pk}/plan").status_code == 404
        assert write(api(who), dana).status_code == 404


def test_each_look_is_on_record(api, dana, sam):
    api(sam).get(f"/v1/staff/people/{dana.pk}/plan")

    look = AccessLog.objects.get(person=dana)
    assert (look.staff, look.data_class, look.purpose) == (sam, "plan", "plan")


def test_another_site_makes_a_plan_of_its_own_and_rules_know_both(api, dana, sam, theo):
    join_hill_clinic(dana, theo)
    write(api(sam), dana)

    assert api(theo).get(f"/v1/staff/people/{dana.pk}/plan").json()["plan"] == EMPTY
    write(api(theo), dana, EMPTY | {"substances": ["opioid"]})

    assert plan_of(dana).substances == {"benzodiazepine", "alcohol", "opioid"}
    assert api(sam).get(f"/v1/staff/people/{dana.pk}/plan").json()["plan"] == PLAN


def test_what_a_site_has_planned_that_let_them_go_is_not_counted_beside_another_s(api, dana, sam, theo):
    join_hill_clinic(dana, theo)
    write(api(sam), dana)
    write(api(theo), dana, EMPTY | {"substances": ["opioid"]})

    record(api(sam), dana, "discharged")

    assert plan_of(dana) == Plan(frozenset({"opioid"}))


def test_with_no_other_site_the_last_plan_holds_after_a_discharge(api, dana, sam):
    write(api(sam), dana)

    record(api(sam), dana, "discharged")

    assert plan_of(dana).has_prescribed
    assert api(dana).get("/v1/plan").json()["results"][0]["plan"] == PLAN


def test_the_person_reads_their_plan_and_who_wrote_it(api, dana, sam):
    write(api(sam), dana)
    record(api(sam), dana, "paused_by_staff", until_on="2026-11-25")

    [own] = api(dana).get("/v1/plan").json()["results"]

    assert own["site"] == {"id": str(sam.site_id), "name": "Harbour Clinic"}
    assert (own["version"], own["written_by"], own["plan"]) == (1, "sam", PLAN)
    assert own["pause"] == {"from_on": "2026-11-23", "until_on": "2026-11-25"}
    assert own["corrections"] == []


def test_nobody_reads_another_s_plan(api, dana, nora, sam):
    write(api(sam), dana)

    assert api(nora).get("/v1/plan").json()["results"] == []


def test_a_correction_reaches_the_team_and_is_resolved(api, dana, sam):
    write(api(sam), dana)
    said = api(dana).post("/v1/plan/corrections", {"text": "I never had a problem with alcohol."})

    assert said.status_code == 201
    [waiting] = api(sam).get(f"/v1/staff/people/{dana.pk}/plan").json()["corrections"]
    assert waiting["text"] == "I never had a problem with alcohol."
    told = Notification.objects.get(account=sam.account)
    assert (told.kind, told.target_type) == ("follow-up", "plan-correction")

    resolved = api(sam).post(f"/v1/staff/people/{dana.pk}/plan/corrections/{waiting['id']}/resolve")

    assert resolved.json()["resolved_at"] == "2026-11-23T15:00:00Z"
    assert api(sam).get(f"/v1/staff/people/{dana.pk}/plan").json()["corrections"] == []
    assert api(dana).get("/v1/plan").json()["results"][0]["corrections"] == [resolved.json()]
    told.refresh_from_db()
    assert told.withdrawn_at == MONDAY_TEN


def test_a_correction_lies_sealed(api, dana, sam):
    write(api(sam), dana)
    api(dana).post("/v1/plan/corrections", {"text": "Not alcohol."})

    assert b"alcohol" not in stored_bytes("aftercare_plancorrection", "text")


def test_a_correction_sent_again_is_one(api, dana, sam):
    write(api(sam), dana)
    body = {"text": "Not alcohol.", "id": CLIENT_ID, "occurred_at": "2026-11-23T14:00:00Z"}

    first, again = (api(dana).post("/v1/plan/corrections", body) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["written_at"] == "2026-11-23T14:00:00Z"
    assert PlanCorrection.objects.count() == 1


def test_who_has_two_plans_says_which(api, dana, sam, theo):
    join_hill_clinic(dana, theo)
    write(api(sam), dana)
    write(api(theo), dana, EMPTY)
    phone = api(dana)

    unsaid = phone.post("/v1/plan/corrections", {"text": "Not right."})
    said = phone.post("/v1/plan/corrections", {"text": "Not right.", "site_id": str(theo.site_id)})

    assert (unsaid.status_code, unsaid.json()["errors"][0]["pointer"]) == (400, "/site_id")
    assert said.status_code == 201
    assert api(sam).get(f"/v1/staff/people/{dana.pk}/plan").json()["corrections"] == []


def test_where_nobody_reads_it_any_more_nothing_is_taken(api, dana, nora, sam):
    write(api(sam), dana)
    record(api(sam), dana, "discharged")

    for who in (dana, nora):
        response = api(who).post("/v1/plan/corrections", {"text": "Not right."})
        assert (response.status_code, response.json()["code"]) == (422, "nobody-reads")
    assert not PlanCorrection.objects.exists()


def test_a_correction_is_resolved_by_those_who_may_see_the_plan(api, dana, sam, theo):
    write(api(sam), dana)
    correction = api(dana).post("/v1/plan/corrections", {"text": "Not right."}).json()["id"]
    path = f"/v1/staff/people/{dana.pk}/plan/corrections/{correction}/resolve"

    assert api(theo).post(path).status_code == 404
    join_hill_clinic(dana, theo)
    assert api(theo).post(path).status_code == 404
    assert api(sam).post(path).status_code == 200


def test_all_of_it_is_in_the_export_without_names_and_gone_with_an_erasure(api, dana, sam):
    write(api(sam), dana)
    record(api(sam), dana, "in_hospital", reason="Surgery.")
    api(dana).post("/v1/plan/corrections", {"text": "Not alcohol."})

    exported = api(dana).get("/v1/me/export")

    held = exported.json()["aftercare"]
    assert [each["plan"] for each in held["care_plans"]] == [PLAN]
    assert [each["text"] for each in held["plan_corrections"]] == ["Not alcohol."]
    assert [each["reason"] for each in held["life_events"]] == ["Surgery."]
    assert b'"sam"' not in exported.content
    assert api(dana).delete("/v1/me").status_code == 204
    assert not CarePlanVersion.objects.exists()
    assert not PlanCorrection.objects.exists()
