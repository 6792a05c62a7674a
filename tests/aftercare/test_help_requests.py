"""Asking to be contacted: honest answer times, one reply, help each time, and nobody told where nobody reads."""

from datetime import time
from typing import Any

import pytest
from django.core.cache import cache

from backend.accounts import sessions, staffing
from backend.accounts.models import AccessLog, Consent, DataClass, Staff
from backend.aftercare.models import HelpRequest
from backend.api.throttles import UNCOUNTED, AccountThrottle
from backend.care_team.holds import hold_of
from backend.care_team.models import Alert, SiteHours
from notifications.models import Notification, OpenDelivery
from tests.aftercare.factories import MONDAY_TEN, revoke
from tests.aftercare.life_events import record
from tests.notifications.factories import give_device, stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000015"
MESSAGE = "Could somebody call me?"
PATH = "/v1/help-requests"


def ask(phone, when="today", **more):
    return phone.post(PATH, {"when": when, **more})


def reply(desk, request_id, text="I will call at three."):
    return desk.post(f"/v1/staff/help-requests/{request_id}/reply", {"text": text})


def join_hill_clinic(person, theo):
    staffing.assign(person, theo, now=utc("2026-11-20T12:00"))
    Consent.objects.create(
        person=person, site=theo.site, data_class=DataClass.ALERTS, granted_at=utc("2026-11-20T12:00")
    )


def test_today_opens_the_path_of_the_same_day(api, dana, sam):
    give_device(sam, "sams-phone")

    response = ask(api(dana), message=MESSAGE)

    assert response.status_code == 201
    alert = Alert.objects.get()
    assert (alert.level, alert.owner, alert.due_at) == ("L2", sam, utc("2026-11-23T19:00"))
    evidence = alert.evidence.get()
    assert (evidence.about_type, str(evidence.about_id)) == ("help-request", response.json()["id"])
    assert evidence.rules == ["help-request:today"]
    assert OpenDelivery.objects.get(recipient_id=sam.pk).kind == "alert"


def test_when_you_can_is_for_the_next_working_day(api, dana):
    ask(api(dana), "when_you_can")

    alert = Alert.objects.get()
    assert (alert.level, alert.evidence.get().rules) == ("L1", ["help-request:contact"])


def test_the_answer_says_by_when_and_where_to_get_help_now(api, dana):
    body = ask(api(dana), message=MESSAGE).json()

    assert (body["state"], body["answer_by"]) == ("waiting", "2026-11-23T19:00:00Z")  # four working hours
    assert body["monitoring"] == {"status": "will_be_read", "next_review_at": None}
    assert body["help"]["emergency"]["number"] == "911"
    assert body["help"]["watching"] == body["text"]
    assert body["text"] == (
        "Your care team at Harbour Clinic answers by 14:00 on Monday, 23 November, their time. They do not watch all "
        "the time. If you are in danger, call the emergency number."
    )


@pytest.mark.parametrize(
    ("now", "when", "by"),
    [
        ("2026-11-23T15:00", "today", "2026-11-23T19:00:00Z"),
        ("2026-11-23T21:00", "today", "2026-11-24T17:00:00Z"),  # 16:00: one hour is left of the day
        ("2026-11-27T22:05", "today", "2026-11-30T18:00:00Z"),  # Friday 17:05
        ("2026-11-23T15:00", "when_you_can", "2026-11-24T22:00:00Z"),  # the end of the next working day
    ],
)
def test_times_are_those_of_the_site(api, clock, dana, now, when, by):
    clock.move_to(utc(now))

    assert ask(api(dana), when).json()["answer_by"] == by


def test_a_site_decides_how_many_working_hours(api, clinic, dana):
    clinic.policies = {"help_answer_working_hours": 10}
    clinic.save()

    assert ask(api(dana)).json()["answer_by"] == "2026-11-24T17:00:00Z"


def test_a_site_that_hardly_works_promises_nothing(api, clinic, dana):
    SiteHours.objects.create(site=clinic, iso_weekday=7, opens=time(9), closes=time(9, 15))

    body = ask(api(dana)).json()

    assert (body["state"], body["answer_by"]) == ("waiting", None)
    assert body["text"].startswith("Your care team is closed for now.")


def test_the_words_lie_sealed(api, dana):
    ask(api(dana), message=MESSAGE)

    assert b"call" not in stored_bytes("aftercare_helprequest", "message")


def test_no_rule_reads_the_words(api, dana):
    body = ask(api(dana), "when_you_can", message="I want to die.").json()

    assert Alert.objects.get().level == "L1"
    assert [card["code"] for card in body["help"]["cards"]] == ["medical-emergency", "suicide"]


def test_without_staff_nothing_is_kept_and_the_person_hears_it(api, unfollowed):
    response = ask(api(unfollowed), message=MESSAGE, id=CLIENT_ID)

    assert response.status_code == 200
    body = response.json()
    assert (body["id"], body["state"], body["answer_by"]) == (None, "nobody", None)
    assert body["monitoring"] == {"status": "nobody", "next_review_at": None}
    assert body["text"].startswith("No one at a clinic sees this.")
    assert body["help"]["emergency"]["number"] == "911"
    assert not HelpRequest.objects.exists()
    assert not Alert.objects.exists()


@pytest.mark.parametrize("end", ["revoked", "discharged"])
def test_where_nobody_may_know_any_more_it_is_the_same(api, dana, sam, end):
    if end == "revoked":
        revoke(dana, DataClass.ALERTS)
    else:
        record(api(sam), dana, "discharged")

    assert ask(api(dana)).json()["state"] == "nobody"
    assert not Alert.objects.exists()


def test_a_wish_for_contact_holds_back_no_exercise(api, dana, unfollowed):
    for person in (dana, unfollowed):
        ask(api(person))

        hold = hold_of(person, now=MONDAY_TEN)
        assert hold is not None
        assert hold.only_contact


def test_when_you_can_holds_back_nothing(api, dana):
    ask(api(dana), "when_you_can")

    assert hold_of(dana, now=MONDAY_TEN) is None


def test_the_same_request_under_its_id_is_one(api, dana):
    first, again = (ask(api(dana), message=MESSAGE, id=CLIENT_ID) for _ in range(2))
    other = ask(api(dana), message="Another.", id=CLIENT_ID)

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert HelpRequest.objects.count() == 1
    assert Alert.objects.get().evidence.filter(about_type="help-request").count() == 1


def test_asked_without_signal_it_keeps_its_own_time(api, dana):
    ask(api(dana), occurred_at="2026-11-23T13:00:00Z", sent_at="2026-11-23T15:00:00Z")

    request = HelpRequest.objects.get()
    assert (request.asked_at, request.received_at) == (utc("2026-11-23T13:00"), MONDAY_TEN)


def test_staff_read_it_answer_once_and_the_person_is_rung(api, dana, sam):
    give_device(dana)
    request_id = ask(api(dana), message=MESSAGE).json()["id"]
    [listed] = api(sam).get("/v1/staff/help-requests?state=waiting").json()["results"]
    assert (listed["id"], listed["message"], listed["person"]["handle"]) == (request_id, MESSAGE, "dana")

    answered = reply(api(sam), request_id)

    assert answered.status_code == 200
    assert answered.json()["state"] == "answered"
    notice = Notification.objects.get(account=dana.account, target_type="help-request")
    assert (notice.kind, str(notice.target_id)) == ("help-answer", request_id)
    [own] = api(dana).get(PATH).json()["results"]
    assert own["reply"] == {"text": "I will call at three.", "by": "sam", "at": "2026-11-23T15:00:00Z"}
    assert own["state"] == "answered"
    assert b"three" not in stored_bytes("aftercare_helprequest", "reply")


def test_a_second_answer_is_refused(api, dana, sam, sue):
    request_id = ask(api(dana)).json()["id"]
    reply(api(sam), request_id)

    second = reply(api(sue), request_id, "Me too.")

    assert (second.status_code, second.json()["code"]) == (422, "help-request-answered")
    assert HelpRequest.objects.get().reply == "I will call at three."


def test_answering_stops_the_clock_and_the_pages(api, dana, sam):
    give_device(sam, "sams-phone")
    request_id = ask(api(dana)).json()["id"]

    reply(api(sam), request_id)

    alert = Alert.objects.get()
    assert (alert.state, alert.acknowledged_by) == ("acknowledged", sam)
    assert not OpenDelivery.objects.filter(recipient_id=sam.pk).exists()
    assert api(dana).get("/v1/monitoring").json()["follow_ups"][0]["state"] == "seen"


def test_an_answer_after_the_outcome_reaches_the_person_too(api, dana, sam):
    request_id = ask(api(dana)).json()["id"]
    alert = Alert.objects.get()
    api(sam).post(f"/v1/staff/alerts/{alert.pk}/outcome", {"outcome": "message-left", "note": "Voicemail."})
    assert api(dana).get(PATH).json()["results"][0]["state"] == "closed"

    assert reply(api(sam), request_id).status_code == 200

    assert api(dana).get(PATH).json()["results"][0]["state"] == "answered"


def test_a_list_tells_apart_what_waits(api, dana, sam):
    answered = ask(api(dana)).json()["id"]
    reply(api(sam), answered)
    waiting = ask(api(dana), "when_you_can").json()["id"]
    desk = api(sam)

    def ids(state):
        return [each["id"] for each in desk.get(f"/v1/staff/help-requests?state={state}").json()["results"]]

    assert (ids("waiting"), ids("answered"), ids("closed")) == ([waiting], [answered], [])
    assert desk.get("/v1/staff/help-requests?state=lost").status_code == 400


def test_each_look_is_on_record(api, dana, sam):
    request_id = ask(api(dana)).json()["id"]

    api(sam).get(f"/v1/staff/help-requests/{request_id}")

    look = AccessLog.objects.get(person=dana)
    assert (look.staff, look.data_class, look.purpose) == (sam, "alerts", "help-request")


def test_who_may_see_alerts_reads_and_answers_it(api, clinic, dana, sue):
    otis = staffing.add_staff(clinic, Staff.Role.ON_CALL, "otis", None)
    request_id = ask(api(dana)).json()["id"]

    assert api(otis).get(f"/v1/staff/help-requests/{request_id}").status_code == 200
    assert reply(api(sue), request_id).status_code == 200


def test_it_is_there_for_nobody_else(api, dana, nora, sam, theo):
    request_id = ask(api(dana)).json()["id"]

    assert api(theo).get("/v1/staff/help-requests").json()["results"] == []
    assert api(theo).get(f"/v1/staff/help-requests/{request_id}").status_code == 404
    assert reply(api(theo), request_id).status_code == 404
    assert api(nora).get(PATH).json()["results"] == []
    revoke(dana, DataClass.ALERTS)
    assert reply(api(sam), request_id).status_code == 404


def test_two_sites_are_told_and_the_first_answer_holds(api, dana, sam, theo):
    join_hill_clinic(dana, theo)
    body = ask(api(dana)).json()
    assert Alert.objects.count() == 2
    # 16:00 in Berlin: one hour is left there, and four in New York.
    assert body["answer_by"] == "2026-11-23T19:00:00Z"

    assert reply(api(theo), body["id"]).status_code == 200
    assert reply(api(sam), body["id"]).status_code == 422

    assert set(Alert.objects.values_list("site__name", "state")) == {
        ("Harbour Clinic", "open"),
        ("Hill Clinic", "acknowledged"),
    }


def test_a_list_costs_the_same_however_long_it_is(api, dana, sam, django_assert_max_num_queries):
    ask(api(dana), "when_you_can")
    desk = api(sam)
    with django_assert_max_num_queries(40) as short:
        desk.get("/v1/staff/help-requests")
    for _ in range(10):
        ask(api(dana), "when_you_can")

    with django_assert_max_num_queries(40) as long:
        desk.get("/v1/staff/help-requests")

    assert len(long) <= len(short)


@pytest.mark.parametrize(
    "body",
    [
        {"when": "today", "message": "x" * 2001},
        {"when": "today", "mesage": MESSAGE},
        {"when": "today", "id": "not a uuid"},
    ],
)
def test_a_wish_that_is_refused_is_heard_all_the_same(api, dana, body):
    response = api(dana).post(PATH, body)

    assert response.status_code == 400
    assert response.json()["help"]["emergency"]["number"] == "911"
    assert response.json()["help"]["watching"].startswith(
        "Your care team at Harbour Clinic is at work now and will read this."
    )
    alert = Alert.objects.get()
    assert (alert.level, alert.evidence.get().about_type) == ("L2", "refused-help-request")
    assert not HelpRequest.objects.exists()


def test_refused_again_and_again_it_is_one_alert(api, dana):
    for _ in range(3):
        api(dana).post(PATH, {"when": "today", "mesage": MESSAGE})

    assert Alert.objects.get().evidence.count() == 1


def test_a_wish_that_cannot_be_read_brings_help_and_no_alert(api, dana):
    bodies: list[Any] = [{"when": "tomorrow"}, {"when": ["today"]}, {"when": {"today": 1}}, {}, []]
    for body in bodies:
        response = api(dana).post(PATH, body, format="json")
        assert response.status_code == 400
        assert response.json()["help"]["emergency"]["number"] == "911"

    assert not Alert.objects.exists()


def test_broken_json_brings_help(api, dana):
    response = api(dana).generic("POST", PATH, '{"when": "today"', content_type="application/json")

    assert response.status_code == 400
    assert response.json()["help"]["emergency"]["number"] == "911"


def test_under_an_ended_session_the_team_is_told_and_help_comes(api, dana):
    phone = api(dana)
    sessions.end_sessions(dana.account, now=MONDAY_TEN)

    response = ask(phone)

    assert (response.status_code, response.json()["reason"]) == (401, "revoked")
    assert response.json()["help"]["emergency"]["number"] == "911"
    assert Alert.objects.get().level == "L2"


def test_without_any_account_help_comes(api):
    response = ask(api())

    assert response.status_code == 401
    assert response.json()["help"]["emergency"]["number"]


def test_too_many_requests_bring_help(api, dana, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # Six hundred in this minute, and the few that each process lets pass uncounted.
    key = AccountThrottle.cache_format % {"scope": AccountThrottle.scope, "ident": dana.pk}
    cache.set(key, [MONDAY_TEN.timestamp()] * 600)
    phone = api(dana)
    for _ in range(UNCOUNTED):
        phone.get(PATH)

    response = ask(phone)

    assert response.status_code == 429
    assert response.json()["help"]["emergency"]["number"] == "911"


def test_an_id_that_is_taken_is_refused_and_heard(api, dana, nora, theo):
    join_hill_clinic(nora, theo)
    ask(api(dana), id=CLIENT_ID)

    response = ask(api(nora), id=CLIENT_ID)

    assert (response.status_code, response.json()["code"]) == (409, "id-taken")
    assert response.json()["help"]["emergency"]["number"] == "999"
    assert Alert.objects.get(person=nora).evidence.get().about_type == "refused-help-request"


def test_it_is_exported_without_names_and_erased(api, dana, sam):
    request_id = ask(api(dana), message=MESSAGE).json()["id"]
    reply(api(sam), request_id)

    exported = api(dana).get("/v1/me/export")

    [held] = exported.json()["aftercare"]["help_requests"]
    assert (held["message"], held["reply"]) == (MESSAGE, "I will call at three.")
    assert b'"sam"' not in exported.content
    assert api(dana).delete("/v1/me").status_code == 204
    assert not HelpRequest.objects.exists()
