"""Faults on request: for one address, by chance, in time."""

import hashlib
import time

import pytest
import requests

FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
DANA = hashlib.sha256(b"dana").hexdigest()[:16]


def test_an_outcome_for_one_address_leaves_the_others_alone(inbox):
    inbox.behave(addresses={"dana": "unregistered"})

    assert inbox.send({"token": "dana"}).status_code == 404
    assert inbox.send({"fid": "dana"}).status_code == 404
    assert inbox.send({"token": "sam"}).status_code == 200


def test_an_address_can_be_named_by_the_hash_of_the_journal(inbox):
    inbox.behave(addresses={DANA: "unregistered"})

    assert inbox.send({"token": "dana"}).status_code == 404


def test_a_list_of_outcomes_is_used_up_in_turn(inbox):
    inbox.behave(addresses={"dana": ["r503", "quota", "e500"]}, retry_after_s=7)

    answers = [inbox.send({"token": "dana"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [503, 429, 500, 200]
    assert [answer.headers.get("Retry-After") for answer in answers] == [None, "7", None, None]
    assert [line["outcome"] for line in inbox.journal()] == ["r503", "quota", "e500", "accepted"]


@pytest.mark.parametrize("kind", ["token", "fid"])
def test_a_bad_address_is_blamed_by_field(inbox, kind):
    inbox.behave(addresses={"dana": "invalid"})

    details = inbox.send({kind: "dana"}).json()["error"]["details"]

    assert details[0] == {"@type": FCM_ERROR, "errorCode": "INVALID_ARGUMENT"}
    assert [violation["field"] for violation in details[1]["fieldViolations"]] == [f"message.{kind}"]


def test_a_bad_address_is_blamed_by_message_on_request(inbox):
    inbox.behave(addresses={"dana": "invalid"}, invalid_form="message")

    error = inbox.send({"token": "dana"}).json()["error"]

    assert error["message"] == "The registration token is not a valid FCM registration token"
    assert error["details"] == [{"@type": FCM_ERROR, "errorCode": "INVALID_ARGUMENT"}]


def test_a_bad_payload_blames_no_address(inbox):
    inbox.behave(addresses={"dana": "invalid"}, invalid_form="payload")

    error = inbox.send({"token": "dana"}).json()["error"]

    assert [violation["field"] for violation in error["details"][1]["fieldViolations"]] == ["message.data"]
    assert "token" not in error["message"]


def test_a_cut_before_taking_rings_no_phone(inbox):
    inbox.behave(addresses={"dana": ["drop_before"]})

    with pytest.raises(requests.ConnectionError):
        inbox.send({"token": "dana", "notification": {"title": "x"}})

    assert [line["outcome"] for line in inbox.journal()] == ["drop_before"]
    assert inbox.phones() == {}


def test_a_cut_after_taking_rings_the_phone(inbox):
    inbox.phone("dana")
    inbox.behave(addresses={"dana": ["drop_after"]})

    with pytest.raises(requests.ConnectionError):
        inbox.send({"token": "dana", "notification": {"title": "x"}})

    assert [line["outcome"] for line in inbox.journal()] == ["drop_after"]
    assert [notice["title"] for notice in inbox.notices("dana")] == ["x"]


def test_a_hang_answers_nobody_and_is_journaled_at_once(inbox, wait_until):
    inbox.behave(addresses={"dana": ["hang"]})
    url = f"{inbox.url}/v1/projects/handrail-demo/messages:send"

    with pytest.raises(requests.ReadTimeout):
        inbox.session.post(url, json={"message": {"token": "dana"}}, timeout=0.4)

    assert [line["outcome"] for line in wait_until(inbox.journal)] == ["hang"]


def test_latency_delays_the_answer_and_not_the_journal(inbox):
    inbox.behave(latency_ms=200)
    started = time.monotonic()

    inbox.send({"token": "dana"})

    assert time.monotonic() - started >= 0.2


def test_a_mix_with_a_seed_is_the_same_each_time(inbox):
    def outcomes():
        inbox.post("/reset")
        inbox.behave(mix={"r503": 0.3, "quota": 0.2}, seed=7)
        for number in range(60):
            inbox.send({"token": f"t{number}"})
        return [line["outcome"] for line in inbox.journal()]

    first, second = outcomes(), outcomes()

    assert first == second
    assert set(first) == {"accepted", "r503", "quota"}


def test_a_behaviour_replaces_the_one_before_as_a_whole(inbox):
    inbox.behave(latency_ms=5, addresses={"dana": "quota"})
    inbox.behave(mix={"e500": 0.5})

    shown = requests.get(f"{inbox.url}/behaviour", timeout=10).json()

    assert shown == {
        "latency_ms": 0.0,
        "mix": {"e500": 0.5},
        "addresses": {},
        "retry_after_s": 60,
        "invalid_form": "field",
        "seed": None,
    }


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"latency": 5}, "Unknown: latency"),
        ({"latency_ms": "5"}, "latency_ms must be a number"),
        ({"latency_ms": -1}, "latency_ms must be a number"),
        ({"mix": {"r504": 0.1}}, "is no outcome"),
        ({"mix": {"r503": 0.7, "e500": 0.6}}, "more than 1"),
        ({"addresses": {"dana": "gone"}}, "is no outcome"),
        ({"addresses": ["dana"]}, "addresses must map"),
        ({"invalid_form": "x"}, "invalid_form must be"),
        ({"seed": "x"}, "seed must be"),
        ([], "must be a JSON object"),
    ],
)
def test_a_behaviour_that_cannot_be_is_refused_with_the_reason(inbox, body, words):
    inbox.behave(latency_ms=1)

    response = inbox.post("/behaviour", body)

    assert response.status_code == 400
    assert words in response.json()["error"]["message"]
    assert requests.get(f"{inbox.url}/behaviour", timeout=10).json()["latency_ms"] == 1


def test_a_reset_ends_behaviour_notices_and_switches(inbox):
    switches = inbox.phone("dana") + "/switches"
    inbox.behave(mix={"accepted": 1})
    inbox.send({"token": "dana", "notification": {"title": "x"}})
    inbox.post(switches, {"offline": True})

    inbox.post("/reset")

    assert inbox.notices("dana") == []
    assert inbox.phones()["dana"]["offline"] is False
    assert requests.get(f"{inbox.url}/behaviour", timeout=10).json()["mix"] == {}
