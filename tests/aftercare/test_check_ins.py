"""A person's own check-ins: beginning one, the list, steps, and instruments to work without signal."""

import pytest

from backend.accounts.models import DataClass
from backend.aftercare.models import CheckIn, SafetyStep
from backend.care_team.models import Alert
from tests.aftercare.factories import SELF_HARM, answer, begin, revoke

pytestmark = pytest.mark.django_db

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000003"


def test_a_person_begins_a_check_in_and_sees_first_who_will_read_it(api, dana, sam, sue):
    response = api(dana).post("/v1/check-ins", {"instrument": "phq-9"})

    assert response.status_code == 201
    assert response.json() == {
        "id": str(CheckIn.objects.get().pk),
        "instrument": {"code": "phq-9", "version": 1},
        "state": "open",
        "opened_at": "2026-11-23T15:00:00Z",
        "closes_at": "2026-11-24T15:00:00Z",
        "declined_at": None,
        "seen_by": {
            "always": [{"handle": "sam", "role": "counsellor"}],
            "if_urgent": [{"handle": "sue", "role": "supervisor"}],
            "site": "Harbour Clinic",
        },
        "note": None,
    }


def test_seen_by_follows_the_consent_of_the_moment(api, dana, sue):
    begin(dana)
    revoke(dana, DataClass.ANSWERS)

    listed = api(dana).get("/v1/check-ins").json()["results"][0]["seen_by"]

    assert listed["always"] == []
    assert [reader["handle"] for reader in listed["if_urgent"]] == ["sam", "sue"]


def test_a_person_without_staff_is_told_that_nobody_reads(api, unfollowed):
    body = api(unfollowed).post("/v1/check-ins", {"instrument": "phq-9"}).json()

    assert body["seen_by"] == {"always": [], "if_urgent": [], "site": None}


@pytest.mark.parametrize("code", ["no-such", "sds-bzd"])
def test_an_instrument_that_is_not_enabled_cannot_be_begun(api, dana, code):
    response = api(dana).post("/v1/check-ins", {"instrument": code})

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/instrument"


def test_the_same_check_in_under_its_id_is_begun_once(api, dana, nora):
    first = api(dana).post("/v1/check-ins", {"instrument": "phq-9", "id": CLIENT_ID})

    again = api(dana).post("/v1/check-ins", {"instrument": "phq-9", "id": CLIENT_ID})
    other_body = api(dana).post("/v1/check-ins", {"instrument": "gad-7", "id": CLIENT_ID})
    other_person = api(nora).post("/v1/check-ins", {"instrument": "phq-9", "id": CLIENT_ID})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert [each.status_code for each in (other_body, other_person)] == [409, 409]
    assert CheckIn.objects.count() == 1


def test_an_id_of_another_check_in_is_taken(api, dana, nora):
    theirs = begin(nora)

    response = api(dana).post("/v1/check-ins", {"instrument": "phq-9", "id": str(theirs.pk)})

    assert response.status_code == 409


def test_the_list_holds_one_s_own_and_filters_by_state(api, dana, nora):
    mine, _ = begin(dana), begin(nora)
    answer(api(dana), begin(dana), {"mood": 3})

    body = api(dana).get("/v1/check-ins?state=open").json()

    assert [each["id"] for each in body["results"]] == [str(mine.pk)]
    assert len(api(dana).get("/v1/check-ins").json()["results"]) == 2
    assert api(dana).get("/v1/check-ins?state=lost").status_code == 400


def test_a_list_costs_the_same_however_long_it_is(api, dana, django_assert_max_num_queries):
    begin(dana)
    client = api(dana)
    with django_assert_max_num_queries(40) as short:
        client.get("/v1/check-ins")
    for _ in range(10):
        begin(dana)

    with django_assert_max_num_queries(40) as long:
        client.get("/v1/check-ins")

    assert len(long) <= len(short)  # the first request of a day notes that the session was seen


def test_saying_that_one_is_safe_is_kept_and_closes_no_alert(api, dana):
    check_in = begin(dana)
    answer(api(dana), check_in, SELF_HARM)
    step = {"step": "i_am_safe", "id": CLIENT_ID}

    first = api(dana).post(f"/v1/check-ins/{check_in.pk}/steps", step)
    again = api(dana).post(f"/v1/check-ins/{check_in.pk}/steps", step)

    assert (first.status_code, again.status_code) == (201, 200)
    assert SafetyStep.objects.get().step == "i_am_safe"
    assert Alert.objects.get().state == "open"


def test_a_step_belongs_to_one_s_own_check_in(api, dana, nora):
    response = api(nora).post(f"/v1/check-ins/{begin(dana).pk}/steps", {"step": "i_am_safe"})

    assert response.status_code == 404
    assert response.json()["help"]["emergency"]["number"] == "999"


def test_an_instrument_travels_with_rules_cards_and_vectors(api, dana):
    client = api(dana)
    response = client.get("/v1/instruments/daily-check-in")

    body = response.json()
    assert {rule["id"] for rule in body["item_rules"]} >= {"self-harm", "severe-signs"}
    assert "suicide" in {card["code"] for card in body["cards"]}
    assert [rule["id"] for rule in body["rating_rules"]] == ["high-twice"]
    assert body["vectors"]
    unchanged = client.get("/v1/instruments/daily-check-in", HTTP_IF_NONE_MATCH=response.headers["ETag"])
    assert unchanged.status_code == 304


def test_instruments_that_are_off_are_not_there(api, dana):
    listed = {each["code"] for each in api(dana).get("/v1/instruments").json()["results"]}

    assert "phq-9" in listed
    assert "sds-bzd" not in listed
    assert api(dana).get("/v1/instruments/sds-bzd").status_code == 404


def test_a_step_taken_without_signal_keeps_its_own_time(api, dana):
    step = {"step": "called_line", "occurred_at": "2026-11-23T14:00:00Z", "sent_at": "2026-11-23T15:30:00Z"}

    response = api(dana).post(f"/v1/check-ins/{begin(dana).pk}/steps", step)

    # The phone's clock is half an hour fast: it was sent at 15:00.
    assert response.json()["taken_at"] == "2026-11-23T13:30:00Z"
