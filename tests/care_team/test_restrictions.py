"""A person asks a site to share less; a supervisor answers once."""

import pytest

from backend.accounts.models import AccessLog, RestrictionAnswer, RestrictionRequest
from notifications.models import Notification

pytestmark = pytest.mark.django_db

OWN = "/v1/me/restrictions"
STAFF = "/v1/staff/restrictions"
TEXT = "Please tell my employer nothing, whoever asks."


def ask(api, person, site, **more):
    return api(person).post(OWN, {"site_id": str(site.pk), "text": TEXT, **more})


def answer(api, staff, restriction_id, **different):
    body = {"decision": "granted", "words": "We will not.", **different}
    return api(staff).post(f"{STAFF}/{restriction_id}/answer", body)


def test_supervisors_hear_of_it_and_read_it_and_that_look_is_on_record(api, dana, clinic, sue):
    response = ask(api, dana, clinic)

    assert response.status_code == 201
    notice = Notification.objects.get()
    assert (notice.account_id, notice.kind, notice.target_type) == (sue.pk, "follow-up", "restriction")
    [shown] = api(sue).get(STAFF).json()["results"]
    assert (shown["text"], shown["person"]["handle"], shown["answer"]) == (TEXT, "dana", None)
    assert AccessLog.objects.filter(staff=sue, person=dana, purpose="restrictions").exists()


def test_the_answer_reaches_the_person_with_its_words(api, dana, clinic, sue):
    asked = ask(api, dana, clinic).json()["id"]

    response = answer(api, sue, asked, decision="declined", words="A court asks for it.")

    assert response.status_code == 201
    phone = api(dana)
    [notice] = phone.get("/v1/notifications").json()["results"]
    assert (notice["kind"], notice["target"]) == ("care", {"type": "restriction", "id": asked})
    [own] = phone.get(OWN).json()["results"]
    assert own["answer"] == {
        "decision": "declined",
        "words": "A court asks for it.",
        "staff": "sue",
        "role": "supervisor",
        "at": "2026-11-23T15:00:00Z",
    }


def test_an_answer_is_final(api, dana, clinic, sue):
    asked = ask(api, dana, clinic).json()["id"]
    answer(api, sue, asked)

    response = answer(api, sue, asked, decision="declined")

    assert (response.status_code, response.json()["code"]) == (409, "restriction-answered")
    assert RestrictionAnswer.objects.get().decision == "granted"


def test_the_same_request_again_is_the_same_one(api, dana, clinic, sue):
    mine = "5b0a7d0e-0f0c-4c55-8a39-2f1a7c2a1d11"

    statuses = [ask(api, dana, clinic, id=mine).status_code for _ in range(2)]

    assert statuses == [201, 200]
    assert RestrictionRequest.objects.count() == 1
    assert ask(api, dana, clinic, id=mine, text="Other.").status_code == 409


def test_only_a_site_that_followed_one_can_be_asked(api, dana, other_clinic):
    assert ask(api, dana, other_clinic).status_code == 404


def test_only_supervisors_of_that_site_read_and_answer(api, dana, nora, clinic, sam, sue, theo, olive):
    asked = ask(api, dana, clinic).json()["id"]

    assert [api(who).get(STAFF).status_code for who in (sam, theo, olive, dana)] == [403] * 4
    assert [answer(api, who, asked).status_code for who in (sam, theo, olive, dana)] == [403] * 4
    assert api(nora).get(OWN).json()["results"] == []


def test_a_supervisor_elsewhere_finds_nothing(api, dana, clinic, theo):
    theo.role = "supervisor"
    theo.save()
    asked = ask(api, dana, clinic).json()["id"]

    assert api(theo).get(STAFF).json()["results"] == []
    assert answer(api, theo, asked).status_code == 404


@pytest.mark.parametrize("wrong", [{"decision": "maybe"}, {"words": ""}])
def test_an_answer_needs_a_decision_and_words(api, dana, clinic, sue, wrong):
    asked = ask(api, dana, clinic).json()["id"]

    assert answer(api, sue, asked, **wrong).status_code == 400


def test_nobody_answers_who_is_erased(api, dana, clinic, sue):
    asked = ask(api, dana, clinic).json()["id"]
    api(dana).delete("/v1/me")

    assert answer(api, sue, asked).status_code == 404
    assert api(sue).get(STAFF).json()["results"] == []
