"""No refusal stands before help: what is refused has been read all the same."""

import threading
import uuid

import pytest
from django.db import connection, connections, transaction

from backend.accounts import sessions
from backend.accounts.models import Person
from backend.aftercare.models import CheckIn, Response
from backend.api.secrets import keyed_hash
from backend.care_team import alerts
from backend.care_team.models import Alert
from tests.aftercare.factories import CALM, MONDAY_TEN, SELF_HARM, answer, begin
from tests.times import utc

pytestmark = pytest.mark.django_db

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000001"


def _assert_helped(response, status, code, cards=("suicide",)):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert [card["code"] for card in response.json()["help"]["cards"]] == list(cards)


def test_an_unknown_value_is_refused_with_help_and_an_alert(api, dana):
    check_in = begin(dana)

    response = answer(api(dana), check_in, SELF_HARM | {"mood": 17, "weather": "canary"})

    _assert_helped(response, 400, "unknown-answer")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/answers/mood", "/answers/weather"]
    assert "canary" not in response.content.decode()
    assert not Response.objects.exists()
    assert Alert.objects.get().evidence.get().rules == ["daily-check-in:self-harm"]


def test_an_unknown_value_in_calm_answers_brings_no_help(api, dana):
    response = answer(api(dana), begin(dana), {"mood": 17})

    assert response.status_code == 400
    assert response.json()["help"] is None
    assert not Alert.objects.exists()


@pytest.mark.parametrize("value", ["1", True, 1.0, [1]])
def test_a_value_that_cannot_be_read_brings_help_and_no_alert(api, dana, value):
    response = answer(api(dana), begin(dana), {"affected_now": value})

    _assert_helped(response, 400, "unknown-answer", cards=["medical-emergency", "suicide"])
    assert response.json()["help"]["emergency"]["number"] == "911"
    assert not Alert.objects.exists()


def test_a_body_with_another_fault_and_a_value_that_cannot_be_read_brings_help(api, dana):
    response = answer(api(dana), begin(dana), {"affected_now": "1"}, final="perhaps")

    _assert_helped(response, 400, "invalid-request", cards=["medical-emergency", "suicide"])


def test_after_a_refusal_the_same_id_may_carry_better_answers(api, dana):
    check_in = begin(dana)
    answer(api(dana), check_in, {"mood": 17}, id=CLIENT_ID)

    response = answer(api(dana), check_in, CALM, id=CLIENT_ID)

    assert response.status_code == 201


def test_a_body_with_another_fault_is_read_all_the_same(api, dana):
    response = answer(api(dana), begin(dana), SELF_HARM, final="perhaps")

    _assert_helped(response, 400, "invalid-request")
    assert Alert.objects.get().level == "L2"


def test_answers_after_the_window_are_refused_and_kept_as_evidence(api, dana, clock):
    check_in = begin(dana)
    clock.move_to(utc("2026-11-24T15:00"))

    response = answer(api(dana), check_in, SELF_HARM)

    _assert_helped(response, 410, "check-in-closed")
    assert check_in.responses.get().is_late
    assert Alert.objects.get().level == "L2"
    check_in.refresh_from_db()
    assert check_in.state == "open"


def test_a_cancelled_check_in_takes_no_answers_but_reads_them(api, dana):
    check_in = begin(dana)
    CheckIn.objects.update(state=CheckIn.State.CANCELLED)

    response = answer(api(dana), check_in, SELF_HARM)

    _assert_helped(response, 410, "check-in-closed")
    assert Alert.objects.exists()


def test_answers_given_in_time_count_however_late_they_arrive(api, dana, clock):
    check_in = begin(dana)
    CheckIn.objects.update(state=CheckIn.State.MISSED)
    clock.move_to(utc("2026-11-27T15:00"))

    response = answer(api(dana), check_in, SELF_HARM, answered_at="2026-11-23T16:00:00Z")

    assert response.status_code == 201
    check_in.refresh_from_db()
    assert check_in.state == "answered"
    # The clock of an alert runs from receipt.
    assert Alert.objects.get().opened_at == utc("2026-11-27T15:00")


def test_a_phone_whose_clock_is_wrong_is_corrected(api, dana, clock):
    check_in = begin(dana)
    clock.move_to(utc("2026-11-24T15:10"))  # ten minutes after closing

    response = answer(
        api(dana),
        check_in,
        CALM,
        answered_at="2026-11-24T20:00:00Z",  # five hours fast: really 15:00, when it closed
        sent_at="2026-11-24T20:10:00Z",
    )

    assert response.status_code == 410


def test_somebody_else_s_check_in_is_not_there_but_the_answers_are_read(api, dana, nora):
    check_in = begin(nora)

    response = answer(api(dana), check_in, SELF_HARM, instrument={"code": "daily-check-in", "version": 1})

    _assert_helped(response, 404, "not-found")
    evidence = Alert.objects.get().evidence.get()
    assert evidence.alert.person == dana
    assert (evidence.about_type, evidence.about_id == check_in.pk) == ("refused-answers", False)
    assert not Response.objects.exists()


def test_an_unknown_check_in_without_an_instrument_brings_general_help(api, dana):
    response = answer(api(dana), uuid.uuid4(), SELF_HARM)

    assert response.status_code == 404
    assert response.json()["help"]["emergency"]["number"] == "911"
    assert not Alert.objects.exists()


def test_another_version_is_refused_and_read(api, dana):
    check_in = begin(dana)

    response = answer(api(dana), check_in, SELF_HARM, instrument={"code": "daily-check-in", "version": 7})

    _assert_helped(response, 422, "other-instrument")
    assert Alert.objects.exists()
    assert not Response.objects.exists()


def test_an_id_with_other_answers_is_taken_and_they_are_read(api, dana):
    check_in = begin(dana)
    answer(api(dana), check_in, CALM, id=CLIENT_ID)

    response = answer(api(dana), check_in, SELF_HARM, id=CLIENT_ID)

    _assert_helped(response, 409, "id-taken")
    assert Alert.objects.exists()
    assert Response.objects.count() == 1


def test_an_id_that_is_somebody_else_s_is_taken(api, dana, nora):
    answer(api(nora), begin(nora), CALM, id=CLIENT_ID)

    response = answer(api(dana), begin(dana), CALM, id=CLIENT_ID)

    assert response.status_code == 409


def test_a_replayed_key_with_another_body_is_refused_with_help(api, dana):
    client, url = api(dana), f"/v1/check-ins/{begin(dana).pk}/response"
    client.post(url, {"answers": CALM}, HTTP_IDEMPOTENCY_KEY="once")

    response = client.post(url, {"answers": SELF_HARM}, HTTP_IDEMPOTENCY_KEY="once")

    _assert_helped(response, 422, "idempotency-key-reused")
    assert Alert.objects.get().evidence.get().rules == ["daily-check-in:self-harm"]


@pytest.mark.django_db(transaction=True)
def test_a_second_sending_while_the_first_runs_gets_help_without_waiting_for_it(api, dana):
    url = f"/v1/check-ins/{begin(dana).pk}/response"
    client = api(dana)
    identity = (str(dana.pk).encode(), b"POST", url.encode(), b"once")
    number = int.from_bytes(keyed_hash("idempotency-request", *identity)[:8], "big", signed=True)
    responses = []

    def second_sending() -> None:
        try:
            responses.append(client.post(url, {"answers": SELF_HARM}, HTTP_IDEMPOTENCY_KEY="once"))
        finally:
            connections.close_all()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        Person.objects.select_for_update(no_key=True).get(pk=dana.pk)
        thread = threading.Thread(target=second_sending, daemon=True)
        thread.start()
        thread.join(timeout=20)

    _assert_helped(responses[0], 409, "request-in-progress")


def test_a_body_that_is_too_large_brings_the_help_of_the_person_s_country(api, dana):
    response = answer(api(dana), begin(dana), {"mood": "x" * 300_000})

    assert (response.status_code, response.json()["code"]) == (413, "body-too-large")
    assert response.json()["help"]["emergency"]["number"] == "911"


def test_answers_under_an_ended_session_are_refused_and_read(api, dana):
    check_in, phone = begin(dana), api(dana)
    sessions.end_sessions(dana.account, now=MONDAY_TEN)

    response = answer(phone, check_in, SELF_HARM)

    _assert_helped(response, 401, "not-authenticated")
    assert response.json()["reason"] == "revoked"
    assert response.json()["help"]["emergency"]["number"] == "911"
    assert Alert.objects.get().person == dana
    assert not Response.objects.exists()


def test_a_token_nobody_issued_brings_help_and_alerts_nobody(api, dana):
    stranger = api()
    stranger.credentials(HTTP_AUTHORIZATION="Bearer hr_" + "0" * 64)

    response = answer(stranger, begin(dana), SELF_HARM)

    assert response.status_code == 401
    assert response.json()["help"]["emergency"]["number"] == "112"
    assert not Alert.objects.exists()


def test_a_key_that_is_too_long_hides_no_danger(api, dana):
    client, url = api(dana), f"/v1/check-ins/{begin(dana).pk}/response"

    response = client.post(url, {"answers": SELF_HARM}, HTTP_IDEMPOTENCY_KEY="k" * 201)

    _assert_helped(response, 400, "invalid-request")
    assert Alert.objects.exists()


def test_late_answers_sent_again_alert_once(api, dana, sam, clock):
    check_in = begin(dana)
    clock.move_to(utc("2026-11-24T15:00"))
    answer(api(dana), check_in, SELF_HARM, id=CLIENT_ID)
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "spoke", now=utc("2026-11-24T15:00"))

    response = answer(api(dana), check_in, SELF_HARM, id=CLIENT_ID)

    _assert_helped(response, 410, "check-in-closed")
    assert Alert.objects.get().state == "closed"


@pytest.mark.parametrize("who", ["sam", "olive"])
def test_answering_is_for_people_alone(api, dana, who, request):
    response = answer(api(request.getfixturevalue(who)), begin(dana), CALM)

    assert response.status_code == 403


def test_a_refusal_replays_under_its_key_and_alerts_once(api, dana):
    client, url = api(dana), f"/v1/check-ins/{begin(dana).pk}/response"
    body = {"answers": SELF_HARM | {"mood": 17}}
    first = client.post(url, body, HTTP_IDEMPOTENCY_KEY="once")

    again = client.post(url, body, HTTP_IDEMPOTENCY_KEY="once")

    assert (first.status_code, again.status_code) == (400, 400)
    assert first.json() == again.json()
    assert Alert.objects.get().evidence.count() == 1
