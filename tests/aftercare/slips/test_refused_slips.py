"""A slip in a request that is refused: nothing of it is kept, and what it tells of a danger is heard."""

import pytest

from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.coping.models import Slip
from tests.aftercare.slips.telling import CLIENT_ID, affected, cards_of
from tests.coping.counters.counting import begun, slip
from tests.times import utc

pytestmark = pytest.mark.django_db

GONE = f"/v1/counters/{CLIENT_ID}"
ON_WEDNESDAY = utc("2026-11-25T17:00")
ANOTHER_ID = "0f0f0f0f-0000-4000-8000-000000000063"


def dealt_with(staff):
    """Say that staff have reached the person about what they were rung for; return that alert."""
    alert = Alert.objects.get()
    alerts.record_outcome(staff, alert.pk, Alert.Outcome.REACHED, "We spoke.", now=utc("2026-11-23T15:20"))
    return alert


@pytest.mark.parametrize("on", ["2026-11-25", "9999-12-31", "0001-01-01"])
def test_a_day_to_come_or_out_of_reach_is_refused_and_the_slip_is_heard(api, dana, on):
    response = slip(api(dana), begun(api(dana)), on=on, affected_now=1)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/on")
    assert response.json()["help"]["cards"][0]["code"] == "medical-emergency"
    assert not Slip.objects.exists()
    alert = Alert.objects.get()
    assert (alert.level, {each.about_type for each in alert.evidence.all()}) == ("L3", {"refused-slip"})


@pytest.mark.parametrize("on", ["2026-02-01", "2026-05-30", "2026-06-03"])
def test_a_day_that_is_not_that_of_its_time_is_refused_and_the_slip_is_heard(api, dana, on):
    response = slip(api(dana), begun(api(dana)), on=on, occurred_at="2026-06-01T12:00:00Z", affected_now=1)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/on")
    assert not Slip.objects.exists()
    assert Alert.objects.get().level == "L3"


@pytest.mark.parametrize("answer", [3, -1, True, "1", 1.0, "yes", [1], {"value": 1}])
def test_an_unknown_answer_is_refused_with_help_and_the_slip_is_heard(api, dana, answer):
    response = slip(api(dana), begun(api(dana)), affected_now=answer)

    assert (response.status_code, response.json()["code"]) == (400, "unknown-answer")
    assert response.json()["errors"] == [
        {"pointer": "/affected_now", "detail": "This is not one of the item's values."}
    ]
    assert response.json()["help"]["emergency"]["number"] == "911"
    assert cards_of(response)[0] == "medical-emergency"
    assert not Slip.objects.exists()
    assert Alert.objects.get().level == "L1"


def test_another_fault_hides_no_danger(api, dana):
    response = slip(api(dana), begun(api(dana)), affected_now=2, weather="canary")

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    assert "canary" not in response.json()["errors"][0]["detail"]
    assert Alert.objects.get().level == "L3"


def test_a_counter_of_somebody_else_is_not_there_and_the_slip_is_heard(api, dana, nora):
    counter = begun(api(nora))

    response = slip(api(dana), counter, affected_now=1)

    assert (response.status_code, response.json()["code"]) == (404, "not-found")
    assert response.json()["help"]["emergency"]["number"] == "911"
    alert = Alert.objects.get()
    assert (alert.person, alert.level) == (dana, "L3")
    assert not [each for each in alert.evidence.all() if str(each.about_id) in counter]
    assert not Slip.objects.exists()


def test_an_answer_to_somebody_else_s_slip_is_not_there_and_is_heard(api, dana, nora):
    counter = begun(api(nora))
    told = slip(api(nora), counter)

    response = affected(api(dana), counter, told, 1)

    assert (response.status_code, response.json()["help"]["emergency"]["number"]) == (404, "911")
    assert Alert.objects.get().person == dana
    assert Slip.objects.get().affected_now is None


def test_a_slip_is_found_below_its_own_counter_alone(api, dana):
    phone = api(dana)
    told, another = slip(phone, begun(phone)), begun(phone)

    assert affected(phone, another, told, 0).status_code == 404
    assert phone.delete(f"{another}/slips/{told.data['id']}").status_code == 404


def test_an_id_that_is_taken_hides_no_danger(api, dana, nora):
    slip(api(nora), begun(api(nora)), id=CLIENT_ID)

    response = slip(api(dana), begun(api(dana)), id=CLIENT_ID, affected_now=1)

    assert (response.status_code, response.json()["code"]) == (409, "id-taken")
    assert Alert.objects.get().level == "L3"


def test_a_key_used_for_another_body_hides_no_danger(api, dana):
    phone = api(dana)
    path = f"{begun(phone)}/slips"
    phone.post(path, {}, HTTP_IDEMPOTENCY_KEY="once")

    response = phone.post(path, {"affected_now": 1}, HTTP_IDEMPOTENCY_KEY="once")

    assert (response.status_code, response.json()["help"]["emergency"]["number"]) == (422, "911")
    assert Alert.objects.get().level == "L3"


def test_what_cannot_be_read_brings_help(api, dana):
    counter = begun(api(dana))

    response = api(dana).post(f"{counter}/slips", "{", content_type="application/json")

    assert response.status_code == 400
    assert response.json()["help"]["emergency"]["number"] == "911"


def test_without_an_account_there_is_help(api, dana):
    response = slip(api(), begun(api(dana)), affected_now=1)

    assert (response.status_code, response.json()["help"]["emergency"]["number"]) == (401, "112")


@pytest.mark.parametrize("who", ["sam", "sue", "olive"])
def test_slips_are_for_people_alone(api, dana, request, who):
    counter, other = begun(api(dana)), api(request.getfixturevalue(who))

    assert (slip(other, counter).status_code, other.get(f"{counter}/slips").status_code) == (403, 403)
    assert not Slip.objects.exists()


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("sam", 403), ("nora", 404)])
def test_nobody_else_lists_or_deletes_slips(api, dana, request, who, status):
    counter = begun(api(dana))
    told = slip(api(dana), counter).data["id"]
    other = api(request.getfixturevalue(who) if who else None)

    assert other.get(f"{counter}/slips").status_code == status
    assert other.delete(f"{counter}/slips/{told}").status_code == status
    assert Slip.objects.exists()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"id": CLIENT_ID}, {"id": ANOTHER_ID}),
        ({"occurred_at": "2026-11-23T14:00:00Z"}, {"occurred_at": "2026-11-25T16:00:00Z"}),
    ],
    ids=["undated", "by id", "by time"],
)
def test_another_slip_with_a_counter_that_is_gone_asks_for_somebody_again(api, dana, sam, clock, first, second):
    slip(api(dana), GONE, affected_now=1, **first)
    alert = dealt_with(sam)
    clock.move_to(ON_WEDNESDAY)

    again = slip(api(dana), GONE, affected_now=1, **second)

    alert.refresh_from_db()
    assert again.status_code == 404
    assert again.json()["help"]["watching"].startswith("Your care team at Harbour Clinic is at work now")
    assert (alert.state, alert.level, alert.pages.count()) == ("open", "L3", 2)


def test_another_answer_to_a_slip_that_is_gone_asks_for_somebody_again(api, dana, sam, clock):
    path = f"{GONE}/slips/{ANOTHER_ID}/affected"
    api(dana).post(path, {"affected_now": 1})
    alert = dealt_with(sam)
    clock.move_to(ON_WEDNESDAY)

    api(dana).post(path, {"affected_now": 1})

    alert.refresh_from_db()
    assert alert.state == "open"


@pytest.mark.parametrize(
    ("named", "later"),
    [
        ({"id": CLIENT_ID}, ON_WEDNESDAY),
        ({"occurred_at": "2026-11-23T14:00:00Z"}, ON_WEDNESDAY),
        ({}, utc("2026-11-23T15:30")),
    ],
    ids=["by id", "by time", "undated"],
)
def test_the_same_refused_slip_sent_again_opens_no_alert_that_staff_have_closed(api, dana, sam, clock, named, later):
    slip(api(dana), GONE, affected_now=1, sent_at="2026-11-23T15:00:00Z", **named)
    alert = dealt_with(sam)
    clock.move_to(later)

    slip(api(dana), GONE, affected_now=1, sent_at="2026-11-25T17:00:00Z", **named)

    alert.refresh_from_db()
    assert (alert.state, alert.evidence.count()) == ("closed", 2)


def test_each_refused_slip_is_evidence_of_its_own_which_does_not_say_what_was_sent(api, dana):
    for number in range(2):
        slip(api(dana), GONE, affected_now=1, id=CLIENT_ID, note=f"Note {number}.")

    named = {str(each.about_id) for each in Alert.objects.get().evidence.all()}
    assert len(named) == 2
    assert CLIENT_ID not in named
