"""Questionnaires of a site's own: who may add them, what is refused with its place, versions that never change."""

import copy
import json

import pytest

from backend.accounts import staffing
from backend.accounts.models import Staff
from backend.aftercare.models import CheckInSchedule, SiteQuestionnaire
from backend.aftercare.questionnaires import keeping
from tests.aftercare.factories import begin, plan_daily
from tests.aftercare.questionnaires import MORNING, URL, add, changed, second_version
from tests.at_once import at_once

pytestmark = pytest.mark.django_db

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000021"


def errors_of(response):
    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    return {error["pointer"]: error["detail"] for error in response.json()["errors"]}


def listed(client):
    return {each["code"]: each for each in client.get(URL).json()["results"]}


def test_a_supervisor_adds_a_questionnaire(api, sue):
    response = api(sue).post(URL, MORNING)

    body = response.json()
    assert response.status_code == 201
    assert (body["code"], body["version"], body["title"]) == ("harbour-morning", 1, "Morning round")
    assert (body["origin"], body["enabled"]) == ("site", True)
    assert body["document"] == MORNING
    assert body["versions"] == [{"version": 1, "created_at": "2026-11-23T15:00:00Z", "retired_at": None}]
    assert SiteQuestionnaire.objects.get().created_by == sue


@pytest.mark.parametrize("role", [Staff.Role.COUNSELLOR, Staff.Role.ON_CALL])
def test_who_only_follows_people_reads_questionnaires_and_changes_none(api, clinic, role):
    reader = api(staffing.add_staff(clinic, role, "reader", None))
    add(clinic)

    refused = [
        reader.post(URL, second_version()),
        reader.patch(f"{URL}/phq-9", {"enabled": False}),
        reader.delete(f"{URL}/harbour-morning"),
    ]

    assert [each.status_code for each in refused] == [403, 403, 403]
    assert reader.get(f"{URL}/harbour-morning").json()["enabled"] is True
    assert listed(reader)["phq-9"]["enabled"] is True


def test_a_site_admin_may_change_them_too(api, clinic):
    admin = staffing.add_staff(clinic, Staff.Role.SITE_ADMIN, "ada", None)

    assert api(admin).post(URL, MORNING).status_code == 201


def test_the_same_content_again_changes_nothing(api, sue):
    api(sue).post(URL, MORNING)

    again = api(sue).post(URL, MORNING)

    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert SiteQuestionnaire.objects.count() == 1


def test_changed_content_is_the_next_version_and_the_first_stays_readable(api, sue):
    api(sue).post(URL, MORNING)

    second = api(sue).post(URL, second_version())

    assert (second.status_code, second.json()["version"]) == (201, 2)
    assert api(sue).get(f"{URL}/harbour-morning").json()["document"] == second_version()
    assert api(sue).get(f"{URL}/harbour-morning?version=1").json()["document"] == MORNING
    assert [each["version"] for each in second.json()["versions"]] == [2, 1]


def test_the_order_of_rules_is_kept_as_it_was_written(api, sue):
    rules, bands = MORNING["item_rules"], MORNING["bands"]
    document = {key: value for key, value in MORNING.items() if key not in ("item_rules", "bands")}
    rules_first = {**document, "item_rules": rules, "bands": bands}

    shown = api(sue).post(URL, rules_first).json()["document"]

    assert list(shown) == list(rules_first)
    assert list(shown["scoring"]) == list(MORNING["scoring"])


def test_a_repeat_under_its_id_is_known_and_takes_no_newer_version_back(api, sue):
    sent = MORNING | {"id": CLIENT_ID, "sent_at": "2026-11-23T14:59:00Z"}
    first = api(sue).post(URL, sent)
    api(sue).post(URL, second_version())

    late = api(sue).post(URL, sent | {"sent_at": "2026-11-23T15:10:00Z"})
    other = api(sue).post(URL, second_version() | {"id": CLIENT_ID})

    assert (first.status_code, late.status_code) == (201, 200)
    assert late.json()["version"] == 2
    assert (other.status_code, other.json()["code"]) == (409, "id-taken")


def test_a_code_that_is_packaged_is_refused(api, sue):
    errors = errors_of(api(sue).post(URL, changed(code="phq-9")))

    assert errors == {"/code": "This code is in use for another questionnaire. Choose one of your own."}


def test_a_code_of_another_site_is_refused_and_says_nothing_of_it(api, sue, other_clinic):
    add(other_clinic, changed(title="Hill Clinic's own"))

    response = api(sue).post(URL, MORNING)

    assert list(errors_of(response)) == ["/code"]
    assert "Hill" not in response.content.decode()
    assert SiteQuestionnaire.objects.count() == 1


def broken(change):
    document = copy.deepcopy(MORNING)
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda d: d["item_rules"][0].update(when="symptoms has fit"), "/item_rules/0/when"),
        (lambda d: d["item_rules"][0].update(when="signs has fits"), "/item_rules/0/when"),
        (lambda d: d["item_rules"][0].update(when="signs has fit and"), "/item_rules/0/when"),
        (lambda d: d["item_rules"][0].update(when="sleep > 1"), "/item_rules/0/when"),
        (lambda d: d["item_rules"][0].update(when="sleep >= 9"), "/item_rules/0/when"),
        (lambda d: d["item_rules"][0].update(when="on_holiday()"), "/item_rules/0/when"),
        # It speaks of "this rating", and a site's own form has no item that is one.
        (lambda d: d["item_rules"][0].update(when="craving_high_twice_24h()"), "/item_rules/0/when"),
        (lambda d: d["item_rules"][0].update(when=None), "/item_rules/0/when"),
        (lambda d: d["item_rules"][0].update(level="L4"), "/item_rules/0/level"),
        (lambda d: d["item_rules"][0].update(level=2), "/item_rules/0/level"),
        (lambda d: d["item_rules"][0]["actions"].append("show_card:nothing"), "/item_rules/0/actions/2"),
        (lambda d: d["item_rules"][0]["actions"].append("call_the_press"), "/item_rules/0/actions/2"),
        (lambda d: d["item_rules"][0]["actions"].append("administer:phq-99"), "/item_rules/0/actions/2"),
        (lambda d: d["item_rules"][0].update(actions="record"), "/item_rules/0/actions"),
        (lambda d: d["item_rules"][0].pop("level"), "/item_rules/0/level"),
        (lambda d: d["item_rules"][1].update(id="fit"), "/item_rules/1/id"),
        (lambda d: d["item_rules"][0].update(wen="x"), "/item_rules/0/wen"),
        (lambda d: d["item_rules"][0].update(when="unsafe == 0 and unsafe == 1"), "/item_rules/0"),
        (lambda d: d["bands"][0].update(when="total >= 1"), "/bands/0/when"),
        (lambda d: d["bands"][0].update(subscale="day"), "/bands/0/subscale"),
        (lambda d: d["items"][2].update(ask_if="dizzy == 7"), "/items/2/ask_if"),
        (lambda d: d["items"][2].update(id="sleep"), "/items/2/id"),
        (lambda d: d["items"][2].update(id="not"), "/items/2/id"),
        (lambda d: d["items"][2].update(options=[]), "/items/2/options"),
        (lambda d: d["items"][2]["options"][0].update(value="0"), "/items/2/options/0/value"),
        (lambda d: d["items"][2]["options"][0].update(value=True), "/items/2/options/0/value"),
        (lambda d: d["items"][2].update(text="x" * 2001), "/items/2/text"),
        (lambda d: d["items"][2].update(text="\x00"), "/items/2/text"),
        (lambda d: d["skip"][0].update(items=["fall"]), "/skip/0/items/0"),
        (lambda d: d["skip"][0].update(when="night == 0"), "/skip/0/when"),
        (lambda d: d["skip"][0].update(value=7), "/skip/0/value"),
        (lambda d: d["refusal"].update(items=["signs"]), "/refusal/items/0"),
        (lambda d: d["scoring"].update(method="mean"), "/scoring/method"),
        (lambda d: d["scoring"]["subscales"]["night"].update(range=[0, 40]), "/scoring/subscales/night/range"),
        (lambda d: d["scoring"]["subscales"]["night"]["items"].append("signs"), "/scoring/subscales/night/items/2"),
        (lambda d: d.update(code="Harbour Morning"), "/code"),
        (lambda d: d.update(code="x" * 41), "/code"),
        (lambda d: d.update(version=3), "/version"),
        (lambda d: d.update(enabled_by_default=True), "/enabled_by_default"),
        (lambda d: d.update(items=d["items"] * 60), "/items"),
        (lambda d: d.pop("scoring"), "/scoring"),
    ],
)
def test_a_fault_is_named_with_its_place_and_nothing_is_kept(api, sue, change, pointer):
    response = api(sue).post(URL, broken(change))

    assert pointer in errors_of(response)
    assert not SiteQuestionnaire.objects.exists()


def test_all_faults_are_told_at_once(api, sue):
    document = broken(lambda d: (d["items"][0].update(ask_if="x == 1"), d["item_rules"][2].update(when="y == 1")))

    assert list(errors_of(api(sue).post(URL, document))) == ["/items/0/ask_if", "/item_rules/2/when"]


@pytest.mark.parametrize("body", [[], [MORNING], "harbour", 7, None])
def test_a_body_that_is_no_document_is_refused(api, sue, body):
    response = api(sue).generic("POST", URL, json.dumps(body), content_type="application/json")

    assert response.status_code == 400


def test_a_document_that_is_too_large_is_refused(api, sue):
    response = api(sue).post(URL, changed(note="x" * 300_000))

    assert (response.status_code, response.json()["code"]) == (413, "body-too-large")


def test_a_site_may_lead_from_one_of_its_own_to_another(api, sue, theo, other_clinic):
    add(sue)
    add(other_clinic, changed(code="hill-morning"))
    follows = changed(code="harbour-evening")

    follows["item_rules"][2]["actions"] = ["administer:harbour-morning"]
    assert api(sue).post(URL, follows).status_code == 201
    follows["item_rules"][2]["actions"] = ["administer:hill-morning", "administer:harbour-evening"]
    refused = errors_of(api(sue).post(URL, follows))
    assert list(refused) == ["/item_rules/2/actions/0", "/item_rules/2/actions/1"]


def test_no_rule_leads_to_what_is_retired(api, sue):
    add(sue)
    add(sue, second_version())
    api(sue).delete(f"{URL}/harbour-morning")
    follows = changed(code="harbour-evening")
    follows["item_rules"][2]["actions"] = ["offer:harbour-morning"]

    assert list(errors_of(api(sue).post(URL, follows))) == ["/item_rules/2/actions/0"]


def test_staff_of_another_site_see_nothing_of_it(api, sue, theo):
    add(sue)

    assert "harbour-morning" not in listed(api(theo))
    assert api(theo).get(f"{URL}/harbour-morning").status_code == 404


def test_a_version_that_never_was_is_not_there(api, sue):
    add(sue)

    assert api(sue).get(f"{URL}/harbour-morning?version=2").status_code == 404
    assert api(sue).get(f"{URL}/harbour-morning?version=two").status_code == 400
    assert api(sue).get(f"{URL}/phq-9?version=2").status_code == 404


def test_what_is_retired_is_asked_no_more_and_stays_readable(api, sue, sam, dana):
    add(sue)
    schedule = plan_daily(dana, sam, instrument="harbour-morning").schedule
    begun = begin(dana, "harbour-morning")

    retired = api(sue).delete(f"{URL}/harbour-morning")

    assert retired.status_code == 204
    assert listed(api(sam))["harbour-morning"]["enabled"] is False
    assert api(sam).get(f"{URL}/harbour-morning").json()["versions"][0]["retired_at"] == "2026-11-23T15:00:00Z"
    assert api(dana).post("/v1/check-ins", {"instrument": "harbour-morning"}).status_code == 400
    schedule.refresh_from_db()
    assert schedule.next_at is None
    begun.refresh_from_db()
    assert begun.state == "open"
    assert api(sue).delete(f"{URL}/harbour-morning").status_code == 204


def test_what_was_retired_comes_back_as_the_next_version(api, sue):
    add(sue)
    api(sue).delete(f"{URL}/harbour-morning")

    back = api(sue).post(URL, MORNING)

    assert (back.status_code, back.json()["version"], back.json()["enabled"]) == (201, 2, True)


def test_a_packaged_instrument_is_no_site_s_to_retire(api, sue):
    assert api(sue).delete(f"{URL}/phq-9").status_code == 404
    assert api(sue).delete(f"{URL}/no-such").status_code == 404


def test_a_site_switches_on_what_is_off_by_default(api, sue, sam, dana, nora):
    switched = api(sue).patch(f"{URL}/sds-bzd", {"enabled": True})

    assert (switched.status_code, switched.json()["enabled"]) == (200, True)
    assert api(dana).post("/v1/check-ins", {"instrument": "sds-bzd"}).status_code == 201
    assert api(nora).post("/v1/check-ins", {"instrument": "sds-bzd"}).status_code == 400
    assert plan_daily(dana, sam, instrument="sds-bzd").instrument == "sds-bzd"


def test_what_a_site_switches_off_is_planned_and_begun_no_more(api, sue, sam, dana, nora):
    plan_daily(dana, sam, instrument="gad-7")

    api(sue).patch(f"{URL}/gad-7", {"enabled": False})

    assert api(dana).post("/v1/check-ins", {"instrument": "gad-7"}).status_code == 400
    assert api(sam).post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "gad-7"}).status_code == 400
    assert not CheckInSchedule.objects.filter(schedule__cancelled_at=None).exists()
    assert api(nora).post("/v1/check-ins", {"instrument": "gad-7"}).status_code == 201


def test_one_site_that_leaves_it_on_is_enough(api, sue, dana, theo):
    staffing.assign(dana, theo, now=begin(dana).opened_at)
    api(sue).patch(f"{URL}/gad-7", {"enabled": False})

    assert api(dana).post("/v1/check-ins", {"instrument": "gad-7"}).status_code == 201


def test_a_switch_needs_a_packaged_instrument_and_a_yes_or_no(api, sue):
    add(sue)

    assert api(sue).patch(f"{URL}/harbour-morning", {"enabled": False}).status_code == 404
    assert api(sue).patch(f"{URL}/gad-7", {"enabled": "perhaps"}).status_code == 400
    assert api(sue).patch(f"{URL}/gad-7", {"on": True}).status_code == 400


def test_a_change_to_what_one_has_not_seen_is_refused(api, sue):
    add(sue)
    seen = api(sue).get(f"{URL}/harbour-morning").headers["ETag"]
    add(sue, second_version())

    refused = api(sue).delete(f"{URL}/harbour-morning", HTTP_IF_MATCH=seen)
    fresh = api(sue).get(f"{URL}/harbour-morning").headers["ETag"]

    assert (refused.status_code, refused.json()["code"]) == (412, "precondition-failed")
    assert api(sue).delete(f"{URL}/harbour-morning", HTTP_IF_MATCH=fresh).status_code == 204


def test_a_site_keeps_no_more_than_it_can_oversee(api, sue):
    SiteQuestionnaire.objects.bulk_create(
        SiteQuestionnaire(
            site=sue.site,
            code=f"harbour-{number}",
            version=1,
            title="x",
            document="{}",
            vectors=[],
            created_at="2026-11-20T10:00Z",
        )
        for number in range(keeping.MOST_CODES)
    )

    response = api(sue).post(URL, MORNING)

    assert (response.status_code, response.json()["code"]) == (422, "too-many-questionnaires")


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_at_once_add_one_version(clinic):
    added = at_once(lambda: add(clinic).version)

    assert added == [1, 1]
    assert SiteQuestionnaire.objects.count() == 1
