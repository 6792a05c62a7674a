"""What the contract says of answers in parts, amended, late, offline, and for another version, sentence by sentence."""

import uuid

import pytest

from backend.aftercare.models import CheckIn, Response
from backend.care_team.models import Alert
from tests.aftercare.factories import CALM, MONDAY_TEN, PHQ9_CALM, SELF_HARM, answer, begin
from tests.aftercare.questionnaires import add, second_version
from tests.times import utc

pytestmark = pytest.mark.django_db

FIRST_ID = "0f0f0f0f-0000-4000-8000-000000000041"
SECOND_ID = "0f0f0f0f-0000-4000-8000-000000000042"


def state_of(check_in):
    return CheckIn.objects.get(pk=check_in.pk).state


# Parts of a form


def test_a_part_is_read_as_it_was_sent_and_as_merged(api, dana, sam):
    asq = begin(dana, "asq")
    answer(api(dana), asq, {"q5": 1}, final=False)

    body = answer(api(dana), asq, {"q1": 1}, final=False).json()

    # As sent, 1 alone is positive and not acute; merged with 5 it is acute.
    assert body["level"] == "L3"
    assert "open_safety_plan" in body["actions"]
    assert "page_on_call_staff" in body["actions"]
    assert state_of(asq) == "open"


def test_an_answer_that_was_taken_back_is_read_no_more_and_lowers_no_alert(api, dana, sam):
    phq9 = begin(dana, "phq-9")
    answer(api(dana), phq9, {"q9": 2}, final=False)

    body = answer(api(dana), phq9, {"q9": None}, final=False).json()

    assert (body["level"], body["help"]) == ("L0", None)
    assert Alert.objects.get().level == "L2"


def test_a_whole_form_is_whole_and_takes_nothing_from_its_parts(api, dana):
    phq9 = begin(dana, "phq-9")
    answer(api(dana), phq9, PHQ9_CALM, final=False)

    body = answer(api(dana), phq9, {"q1": 3}).json()

    assert body["scores"] == [{"scale": "total", "value": None, "band": None}]
    assert phq9.responses.get().answers == {"q1": 3}


def test_a_part_after_the_whole_form_stands_beside_it_until_it_is_whole_again(api, dana):
    phq9 = begin(dana, "phq-9")
    answer(api(dana), phq9, PHQ9_CALM)

    part = answer(api(dana), phq9, {"q1": 3}, final=False)
    assert (part.status_code, state_of(phq9), phq9.responses.count()) == (200, "answered", 2)
    whole = answer(api(dana), phq9, PHQ9_CALM | {"q1": 3})

    assert whole.status_code == 200
    assert [each.is_final for each in phq9.responses.all()] == [True, True]


def test_an_unknown_value_in_a_part_leaves_the_parts_before_it_as_they_were(api, dana):
    phq9 = begin(dana, "phq-9")
    answer(api(dana), phq9, {"q1": 1}, final=False)

    response = answer(api(dana), phq9, {"q1": 17, "q9": 1}, final=False)

    assert (response.status_code, response.json()["code"]) == (400, "unknown-answer")
    assert response.json()["help"]["cards"][0]["code"] == "suicide"
    assert phq9.responses.get().answers == {"q1": 1}


# What is read though it was not asked


def test_items_that_were_to_be_skipped_are_accepted_scored_as_skipped_and_read(api, dana, sam):
    body = answer(api(dana), begin(dana, "bam"), {"q4": 0, "q5": 2, "q6": 0, "q7b": 1, "q7e": 1}).json()

    assert body["level"] == "L2"
    assert body["scores"][0] == {"scale": "use", "value": 0, "band": None}


def test_an_item_whose_ask_if_does_not_hold_is_accepted_and_read(api, dana, sam):
    response = answer(api(dana), begin(dana), {"used": 0, "affected_now": 1})

    assert (response.status_code, response.json()["level"]) == (201, "L3")


def test_the_order_of_answers_means_nothing(api, dana, sam):
    answers = {"q5": 0, "q3": 0, "q1": 9, "q4": 0, "q2": 0}

    first = answer(api(dana), begin(dana, "asq"), answers).json()
    second = answer(api(dana), begin(dana, "asq"), dict(sorted(answers.items()))).json()

    assert (first["level"], first["actions"]) == (second["level"], second["actions"])
    assert first["level"] == "L2"


# Amendments


def test_a_second_form_under_another_id_amends_the_first(api, dana):
    check_in = begin(dana)
    first = answer(api(dana), check_in, CALM, id=FIRST_ID)

    second = answer(api(dana), check_in, CALM | {"mood": 1}, id=SECOND_ID)

    assert (first.status_code, second.status_code) == (201, 200)
    assert str(Response.objects.get(pk=SECOND_ID).amends_id) == FIRST_ID


def test_a_third_form_amends_the_first_too(api, dana):
    check_in = begin(dana)
    for mood, client_id in enumerate([FIRST_ID, SECOND_ID, str(uuid.uuid4())]):
        answer(api(dana), check_in, CALM | {"mood": mood}, id=client_id)

    amended = Response.objects.exclude(amends=None).values_list("amends", flat=True)
    assert [str(each) for each in amended] == [FIRST_ID, FIRST_ID]


def test_the_response_says_what_these_answers_call_for_whatever_is_open(api, dana, sam):
    answer(api(dana), begin(dana), {"redflags": ["seizure"]})

    body = answer(api(dana), begin(dana), CALM).json()

    assert (body["level"], body["help"], body["actions"]) == ("L0", None, [])
    assert Alert.objects.get().level == "L3"


def test_an_amendment_after_the_window_is_late_evidence(api, dana, sam, clock):
    check_in = begin(dana)
    answer(api(dana), check_in, CALM)
    clock.move_to(utc("2026-11-24T15:00"))

    response = answer(api(dana), check_in, SELF_HARM)

    assert (response.status_code, response.json()["help"]["cards"][0]["code"]) == (410, "suicide")
    assert Response.objects.get(is_late=True).amends is None
    assert state_of(check_in) == "answered"
    assert Alert.objects.exists()


# Late, and from a phone without signal


def test_late_answers_of_a_cancelled_check_in_are_kept_as_evidence(api, dana, sam):
    check_in = begin(dana)
    CheckIn.objects.update(state=CheckIn.State.CANCELLED)

    response = answer(api(dana), check_in, SELF_HARM)

    assert (response.status_code, state_of(check_in)) == (410, "cancelled")
    assert check_in.responses.get().is_late
    assert check_in.responses.get().answers == SELF_HARM


def test_a_late_part_is_evidence_too(api, dana, sam, clock):
    check_in = begin(dana)
    clock.move_to(utc("2026-11-24T15:00"))

    response = answer(api(dana), check_in, SELF_HARM, final=False)

    assert response.status_code == 410
    kept = check_in.responses.get()
    assert (kept.is_late, kept.is_final) == (True, False)


def test_late_answers_with_an_unknown_value_are_late_and_what_can_be_read_is_kept(api, dana, sam, clock):
    check_in = begin(dana)
    clock.move_to(utc("2026-11-24T15:00"))

    response = answer(api(dana), check_in, SELF_HARM | {"mood": 17})

    assert response.status_code == 410
    assert check_in.responses.get().answers == {"redflags": ["self_harm"]}
    assert Alert.objects.exists()


@pytest.mark.parametrize("field", ["answered_at", "occurred_at"])
def test_what_was_answered_in_the_window_counts_under_either_name(api, dana, clock, field):
    check_in = begin(dana)
    clock.move_to(utc("2026-12-24T15:00"))

    response = answer(api(dana), check_in, CALM, **{field: "2026-11-24T14:59:59Z"})

    assert (response.status_code, state_of(check_in)) == (201, "answered")


def test_the_instant_of_closing_is_past_the_window(api, dana, clock):
    check_in = begin(dana)
    clock.move_to(utc("2026-11-25T15:00"))

    assert answer(api(dana), check_in, CALM, answered_at="2026-11-24T15:00:00Z").status_code == 410


def test_a_missed_one_whose_part_was_given_in_time_stays_missed(api, dana, clock):
    check_in = begin(dana)
    CheckIn.objects.update(state=CheckIn.State.MISSED)
    clock.move_to(utc("2026-11-27T15:00"))

    response = answer(api(dana), check_in, {"mood": 1}, final=False, answered_at="2026-11-23T16:00:00Z")

    assert (response.status_code, state_of(check_in)) == (200, "missed")


def test_an_answer_from_the_future_is_taken_as_given_now(api, dana):
    check_in = begin(dana)

    response = answer(api(dana), check_in, CALM, answered_at="2027-01-01T00:00:00Z")

    assert response.status_code == 201
    assert check_in.responses.get().answered_at == MONDAY_TEN


# Instrument and version


@pytest.mark.parametrize("version", [{"version": 1}, {"version": None}, {}])
def test_naming_the_right_instrument_changes_nothing(api, dana, version):
    named = {"code": "daily-check-in", **version}

    assert answer(api(dana), begin(dana), CALM, instrument=named).status_code == 201


@pytest.mark.parametrize(
    "named",
    [{"code": "phq-9"}, {"code": "phq-9", "version": 1}, {"code": "no-such"}, {"code": "daily-check-in", "version": 0}],
)
def test_another_instrument_is_refused_and_nothing_is_kept(api, dana, named):
    response = answer(api(dana), begin(dana), CALM, instrument=named)

    assert (response.status_code, response.json()["code"]) == (422, "other-instrument")
    assert not Response.objects.exists()


def test_answers_that_name_another_instrument_are_read_by_that_one(api, dana, sam):
    response = answer(api(dana), begin(dana, "gad-7"), {"q9": 1}, instrument={"code": "phq-9"})

    assert response.status_code == 422
    assert response.json()["help"]["cards"][0]["code"] == "suicide"
    assert Alert.objects.get().evidence.get().rules == ["phq-9:item-nine"]


def test_what_was_begun_without_signal_opens_in_the_version_it_was_asked_in(api, dana, clinic):
    add(clinic)
    add(clinic, second_version())

    begun = api(dana).post("/v1/check-ins", {"instrument": "harbour-morning", "version": 1, "id": FIRST_ID})
    named = {"code": "harbour-morning", "version": 1}
    response = answer(api(dana), FIRST_ID, {"sleep": 2, "dizzy": 1, "falls": 2}, instrument=named)

    assert begun.json()["instrument"] == {"code": "harbour-morning", "version": 1}
    assert response.json()["scores"] == [{"scale": "night", "value": 4, "band": "night"}]


@pytest.mark.parametrize(("code", "version"), [("harbour-morning", 7), ("phq-9", 2)])
def test_a_version_that_never_was_cannot_be_begun(api, dana, clinic, code, version):
    add(clinic)

    response = api(dana).post("/v1/check-ins", {"instrument": code, "version": version})

    assert response.status_code == 400
    assert response.json()["errors"] == [{"pointer": "/version", "detail": "There is no such version."}]


# Where nothing can be read


@pytest.mark.parametrize("body", [b"{", b'{"answers": {"redflags": ["self_harm"]}', b"\xff", b""])
def test_a_body_that_is_not_json_brings_the_general_help(api, dana, body):
    url = f"/v1/check-ins/{begin(dana).pk}/response"

    response = api(dana).generic("POST", url, body, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["help"]["emergency"]["number"] == "911"


@pytest.mark.parametrize("answers", [[], "self_harm", 7, None])
def test_answers_that_are_no_object_are_a_problem_with_a_place(api, dana, answers):
    response = answer(api(dana), begin(dana), answers)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/answers")
    assert "help" in response.json()
