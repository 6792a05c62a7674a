"""People are offered, reminded of and told about exercises in their words, and never what was taken back."""

import uuid
from typing import Any

import pytest

from backend.coping.exercises.library import library
from backend.coping.models import Draw, ExerciseSession
from backend.coping.practice.opening import open_practice
from backend.coping.recommending.replaying import inputs_from, offer_from
from notifications.models import Notification
from tests.coping.exercise_texts import bring_out, publish, read, take_back
from tests.coping.factories import log_craving, rate_after
from tests.coping.plan_factories import make_plan, remind
from tests.times import utc

pytestmark = pytest.mark.django_db
ALL = list(library().exercises)
NINE = utc("2026-11-25T14:00")
SURF = {"exercise": "urge-surfing"}


@pytest.fixture
def spanish_dana(careful_dana):
    careful_dana.locale = "es-MX"
    careful_dana.save(update_fields=["locale"])
    return careful_dana


def offered_in(response) -> list[dict[str, Any]]:
    return [response.data["exercise"], *response.data["alternatives"]]


def ringing() -> int:
    return Notification.objects.filter(target_type="practice", withdrawn_at=None).count()


def test_an_exercise_is_offered_in_the_words_of_the_person(api, spanish_dana):
    bring_out(*ALL)

    response = log_craving(api(spanish_dana))

    assert {(each["language"], each["title"][:3]) for each in offered_in(response)} == {("es", "ES ")}


def test_what_is_not_published_in_their_language_is_offered_in_english(api, spanish_dana):
    bring_out("urge-surfing")

    offered = [each for _ in range(6) for each in offered_in(log_craving(api(spanish_dana)))]

    assert {each["language"] for each in offered if each["slug"] != "urge-surfing"} == {"en"}
    assert {each["language"] for each in offered if each["slug"] == "urge-surfing"} <= {"es"}


def test_who_speaks_english_is_offered_english(api, careful_dana):
    bring_out(*ALL)

    assert {each["language"] for each in offered_in(log_craving(api(careful_dana)))} == {"en"}


def test_what_was_taken_back_is_offered_to_nobody_and_the_draw_comes_out_again(api, careful_dana):
    kept = {"urge-surfing", "grounding-54321", "call-a-supporter", "leave-the-place"}
    take_back(*set(ALL) - kept)

    response = log_craving(api(careful_dana))

    draw = Draw.objects.get()
    again = offer_from(inputs_from(draw.inputs), draw.seed)
    offered = [each["slug"] for each in offered_in(response)]
    assert set(offered) <= kept
    assert [each.slug for each in again.exercises] == offered


def test_when_everything_was_taken_back_there_are_people(api, careful_dana):
    take_back(*ALL)

    response = log_craving(api(careful_dana))

    assert (response.status_code, response.data["exercise"]) == (201, None)
    assert response.data["help"]["emergency"]["number"] == "911"


def test_what_was_taken_back_is_not_shown_again_when_a_phone_repeats_itself(api, spanish_dana):
    bring_out(*ALL)
    phone, chosen = api(spanish_dana), str(uuid.uuid4())
    first = log_craving(phone, id=chosen)
    take_back(*ALL)

    again = log_craving(phone, id=chosen)

    assert first.data["exercise"]["steps"]
    assert (again.status_code, again.data["exercise"], again.data["routes"]) == (200, None, ["helpline"])
    assert again.data["help"]


def test_its_outcome_can_still_be_told(api, careful_dana):
    phone = api(careful_dana)
    craving = log_craving(phone)
    take_back(ExerciseSession.objects.get().exercise)

    assert rate_after(phone, craving, 3).status_code == 200


def test_insights_call_exercises_as_the_person_does_and_staff_read_english(api, spanish_dana, sam):
    bring_out("urge-surfing")
    rate_after(api(spanish_dana), log_craving(api(spanish_dana)), 4, exercise="urge-surfing")
    take_back("urge-surfing")

    own = api(spanish_dana).get("/v1/coping/insights").data
    for_staff = api(sam).get(f"/v1/staff/people/{spanish_dana.pk}/coping-insights").data

    assert [each["title"] for each in own["exercises"]["helped"]] == ["ES Surf the urge"]
    assert [each["title"] for each in for_staff["exercises"]["helped"]] == ["Surf the urge"]


def test_a_plan_names_an_exercise_in_the_words_of_the_person(api, spanish_dana):
    bring_out("urge-surfing")

    response = make_plan(api(spanish_dana), then=SURF)

    assert "ES Surf the urge" in response.data["then"]["text"]


def test_no_plan_is_made_of_what_was_taken_back_and_another_is_named(api, spanish_dana):
    bring_out(*ALL)
    take_back("urge-surfing")

    response = make_plan(api(spanish_dana), then=SURF)

    assert (response.status_code, response.data["code"]) == (422, "exercise-barred")
    instead = response.data["instead"]
    assert instead["exercise"]["slug"] not in ("urge-surfing", None)
    assert instead["exercise"]["title"].startswith("ES ")
    assert instead["routes"] == []


def test_a_plan_made_before_says_what_to_do_in_its_place(api, careful_dana):
    phone = api(careful_dana)
    make_plan(phone, then=SURF)
    take_back("urge-surfing")

    [plan] = phone.get("/v1/if-then-plans").data["results"]

    assert plan["barred"] is True
    assert plan["instead"]["exercise"]["slug"] != "urge-surfing"
    assert "Surf the urge" in plan["then"]["text"]


def test_a_reminder_is_called_as_the_person_calls_the_exercise(api, spanish_dana):
    bring_out("urge-surfing")

    assert remind(api(spanish_dana)).data["text"] == "ES Surf the urge"


def test_nobody_is_reminded_of_what_was_taken_back(api, careful_dana):
    phone = api(careful_dana)
    plan = make_plan(phone, then=SURF).data["id"]
    remind(phone)
    remind(phone, "if-then-plan", plan)
    take_back("urge-surfing")

    assert open_practice(now=NINE) == 2

    assert ringing() == 0
    [*listed] = phone.get("/v1/practice-reminders").data["results"]
    assert [each["barred"] for each in listed] == [True, True]


def test_it_rings_again_once_the_exercise_is_back(api, careful_dana):
    remind(api(careful_dana))
    take_back("urge-surfing")
    read("urge-surfing", language="en")
    publish("urge-surfing", language="en")

    open_practice(now=NINE)

    assert ringing() == 1


def test_what_rang_for_it_is_taken_back_with_it(api, careful_dana, clock, django_capture_on_commit_callbacks):
    remind(api(careful_dana))
    remind(api(careful_dana), id="long-sigh")
    clock.move_to(NINE)
    open_practice(now=NINE)

    with django_capture_on_commit_callbacks(execute=True):
        take_back("urge-surfing")

    assert ringing() == 1


def test_no_reminder_is_made_for_it(api, careful_dana):
    take_back("urge-surfing")

    response = remind(api(careful_dana))

    assert (response.status_code, response.data["code"]) == (422, "exercise-barred")
