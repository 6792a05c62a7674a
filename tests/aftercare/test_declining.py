"""Declining is recorded, rings no more, lowers nothing, and may still be changed by answering."""

import uuid

import pytest

from backend.aftercare import opening
from backend.aftercare.models import CheckIn
from backend.care_team.holds import hold_of
from backend.care_team.models import Alert
from notifications import schedules
from notifications.models import Notification, OpenDelivery
from tests.aftercare.factories import CALM, MONDAY_TEN, PHQ9_CALM, SELF_HARM, answer, begin, plan_daily
from tests.aftercare.questionnaires import add
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

NINE = utc("2026-11-23T14:00")  # 09:00 in New York; requests come at ten


def decline(client, check_in, body=None):
    return client.post(f"/v1/check-ins/{getattr(check_in, 'pk', check_in)}/decline", body or {})


def prompted_asq(client, person):
    """Answer item 9 of the PHQ-9; return the ASQ that it opens."""
    body = answer(client, begin(person, "phq-9"), PHQ9_CALM | {"q9": 1}).json()
    return CheckIn.objects.get(pk=body["next"]["check_in_id"])


def test_declining_the_asq_after_item_nine_keeps_the_alert_and_brings_help(api, dana, sam):
    asq = prompted_asq(api(dana), dana)

    response = decline(api(dana), asq)

    body = response.json()
    assert response.status_code == 200
    assert (body["id"], body["state"], body["declined_at"]) == (str(asq.pk), "declined", "2026-11-23T15:00:00Z")
    assert body["level"] == "L2"
    assert body["help"]["cards"][0]["code"] == "suicide"
    assert body["monitoring"]["status"] == "will_be_read"
    assert (Alert.objects.get().level, Alert.objects.get().state) == ("L2", "open")
    assert hold_of(dana, now=MONDAY_TEN) is not None


def test_without_staff_declining_brings_the_same_help(api, unfollowed):
    body = decline(api(unfollowed), prompted_asq(api(unfollowed), unfollowed)).json()

    assert (body["level"], body["monitoring"]["status"]) == ("L2", "nobody")
    assert body["help"]["watching"].startswith("No one at a clinic sees this")


def test_what_was_amended_to_nothing_was_still_said(api, dana, sam):
    phq9 = begin(dana, "phq-9")
    asq = answer(api(dana), phq9, PHQ9_CALM | {"q9": 1}).json()["next"]["check_in_id"]
    answer(api(dana), phq9, PHQ9_CALM)

    assert decline(api(dana), asq).json()["level"] == "L2"


def test_what_was_begun_of_it_counts_too(api, dana, sam):
    asq = begin(dana, "asq")
    answer(api(dana), asq, {"q5": 1}, final=False)

    body = decline(api(dana), asq).json()

    assert (body["state"], body["level"]) == ("declined", "L3")
    assert body["help"]["emergency"]["number"] == "911"


def test_declining_what_nothing_called_for_brings_no_help(api, dana):
    body = decline(api(dana), begin(dana)).json()

    assert (body["state"], body["level"], body["help"]) == ("declined", "L0", None)


def test_declining_again_changes_nothing(api, dana, clock):
    check_in, client = begin(dana), api(dana)
    first = decline(client, check_in)
    clock.move_to(utc("2026-11-23T16:00"))

    again = decline(client, check_in)

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["declined_at"] == "2026-11-23T15:00:00Z"


def test_a_declined_one_rings_no_more_and_is_never_missed(api, dana, sam):
    give_device(dana)
    plan_daily(dana, sam)
    opening.open_check_ins(now=NINE)
    check_in = CheckIn.objects.get()

    decline(api(dana), check_in)
    opening.close_missed(now=utc("2026-11-24T15:00"))

    assert not OpenDelivery.objects.exists()
    assert Notification.objects.get().acted_at == MONDAY_TEN
    check_in.refresh_from_db()
    assert check_in.state == "declined"


def test_a_planned_one_whose_phone_rang_by_itself_can_be_declined(api, dana, sam):
    give_device(dana)
    schedule = plan_daily(dana, sam).schedule
    due = schedules.upcoming(schedule, after=utc("2026-11-23T00:00"), limit=1)[0]

    response = decline(api(dana), due.occurrence_id)

    assert (response.status_code, response.json()["state"]) == (200, "declined")
    opening.open_check_ins(now=utc("2026-11-23T15:01"))
    assert not OpenDelivery.objects.filter(recipient_id=dana.pk).exists()


def test_until_it_closes_a_declined_one_can_be_answered(api, dana, sam):
    asq = prompted_asq(api(dana), dana)
    decline(api(dana), asq)

    response = answer(api(dana), asq, {"q1": 1, "q2": 0, "q3": 0, "q4": 0, "q5": 1})

    assert (response.status_code, response.json()["level"]) == (201, "L3")
    asq.refresh_from_db()
    assert asq.state == "answered"


def test_after_its_window_answers_to_a_declined_one_are_late_evidence(api, dana, clock):
    check_in = begin(dana)
    decline(api(dana), check_in)
    clock.move_to(utc("2026-11-24T15:00"))

    response = answer(api(dana), check_in, SELF_HARM)

    assert (response.status_code, response.json()["help"]["cards"][0]["code"]) == (410, "suicide")
    assert check_in.responses.get().is_late


def test_the_same_form_does_not_ask_again_for_what_was_declined(api, dana, sam):
    phq9 = begin(dana, "phq-9")
    asq = answer(api(dana), phq9, {"q9": 1}, final=False).json()["next"]["check_in_id"]
    decline(api(dana), asq)

    body = answer(api(dana), phq9, PHQ9_CALM | {"q9": 1}).json()

    assert (body["level"], body["next"]) == ("L2", None)
    assert CheckIn.objects.filter(instrument="asq").count() == 1


def test_declined_without_signal_counts_when_it_was_said(api, dana, clock):
    check_in = begin(dana)
    CheckIn.objects.update(state=CheckIn.State.MISSED)
    clock.move_to(utc("2026-11-27T15:00"))

    response = decline(api(dana), check_in, {"occurred_at": "2026-11-23T16:00:00Z", "sent_at": "2026-11-27T15:00:00Z"})

    assert (response.status_code, response.json()["declined_at"]) == (200, "2026-11-23T16:00:00Z")


@pytest.mark.parametrize("state", ["answered", "cancelled"])
def test_what_is_over_cannot_be_declined(api, dana, state):
    check_in = begin(dana)
    CheckIn.objects.update(state=state)

    response = decline(api(dana), check_in)

    assert (response.status_code, response.json()["code"]) == (410, "check-in-closed")
    assert response.json()["help"]["emergency"]["number"] == "911"


def test_past_its_window_is_too_late(api, dana, clock):
    check_in = begin(dana)
    clock.move_to(utc("2026-11-24T15:00"))

    assert decline(api(dana), check_in).status_code == 410


def test_somebody_else_s_check_in_is_not_there(api, dana, nora):
    assert decline(api(nora), begin(dana)).status_code == 404
    assert decline(api(nora), uuid.uuid4()).status_code == 404
    assert CheckIn.objects.get().state == "open"


def test_an_unknown_field_is_refused(api, dana):
    assert decline(api(dana), begin(dana), {"because": "canary"}).status_code == 400


def test_staff_see_that_it_was_declined(api, dana, sam):
    decline(api(dana), prompted_asq(api(dana), dana))

    listed = api(sam).get(f"/v1/staff/people/{dana.pk}/check-ins").json()["results"]

    assert {each["instrument"]["code"]: each["state"] for each in listed} == {"phq-9": "answered", "asq": "declined"}


def test_a_site_s_own_can_be_declined(api, dana, clinic):
    add(clinic)
    check_in = begin(dana, "harbour-morning")
    answer(api(dana), check_in, {"unsafe": 1}, final=False)

    assert decline(api(dana), check_in).json()["level"] == "L2"


def test_the_person_s_own_list_can_be_asked_for_declined_ones(api, dana):
    declined = begin(dana)
    answer(api(dana), begin(dana), CALM)
    decline(api(dana), declined)

    listed = api(dana).get("/v1/check-ins?state=declined").json()["results"]

    assert [each["id"] for each in listed] == [str(declined.pk)]
