"""If-then plans of ready lines and own words; what is barred for somebody is neither taken nor offered."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.keys.store import destroy_key
from backend.care_team.holds import raise_hold
from backend.coping.exercises.library import library
from backend.coping.exercises.shelf import Shelf
from backend.coping.models import IfThenPlan
from backend.coping.plans.if_then import plans_for
from backend.coping.plans.instead import Instead
from backend.instruments.levels import Level
from tests.coping.factories import NOON, answer_profile, pointers_of
from tests.coping.plan_factories import make_plan
from tests.times import utc

pytestmark = pytest.mark.django_db

CALM = {slug for slug, exercise in library().exercises.items() if exercise.calm_at_l2}


def listed(phone):
    return phone.get("/v1/if-then-plans").data["results"]


def test_ready_lines_are_open_to_anybody_and_are_not_sent_twice(api):
    first = api().get("/v1/plan-lines")

    again = api().get("/v1/plan-lines", HTTP_IF_NONE_MATCH=first["ETag"])

    assert first.status_code == 200
    assert {"code": "offered", "text": "someone offers me something", "triggers": ["social_pressure"]}.items() <= next(
        line for line in first.data["when"] if line["code"] == "offered"
    ).items()
    assert [line["exercise"] for line in first.data["exercises"]] == list(library().exercises)
    assert [step["code"] for step in first.data["slip"]] == ["safety", "people", "meeting", "care-team", "plan"]
    assert again.status_code == 304


def test_a_plan_of_ready_lines_reads_as_they_do(api, careful_dana):
    response = make_plan(api(careful_dana), "offered", "leave")

    assert response.status_code == 201
    assert response.data["when"]["text"] == "someone offers me something"
    assert response.data["when"]["triggers"] == ["social_pressure"]
    assert response.data["then"]["text"] == "I leave the place"
    assert (response.data["barred"], response.data["instead"]) == (False, None)


def test_own_words_stand_alone_or_beside_a_line(api, careful_dana):
    response = make_plan(
        api(careful_dana),
        {"words": "it is Friday at six"},
        {"line": "call-supporter", "words": "Tom first"},
    )

    assert response.data["when"]["text"] == "it is Friday at six"
    assert response.data["then"]["text"] == "I call or text one of my people: Tom first"
    assert response.data["then"]["leads_to"] == "supporters"


def test_an_exercise_is_named_by_its_title(api, careful_dana):
    response = make_plan(api(careful_dana), "stressed", {"exercise": "urge-surfing"})

    assert response.data["then"]["text"] == "I do “Surf the urge”"


@pytest.mark.parametrize("then", [{"exercise": "box-breathing"}, {"exercise": "breathing-478"}])
def test_a_barred_exercise_is_refused_and_the_substitute_named(api, dana, then):
    answer_profile(dana, pregnancy="yes")

    response = make_plan(api(dana), "stressed", then)

    assert (response.status_code, response.data["code"]) == (422, "exercise-barred")
    assert response.data["instead"]["exercise"] == {
        "slug": "paced-breathing",
        "title": library().exercises["paced-breathing"].title,
    }
    assert not IfThenPlan.objects.exists()


def test_what_somebody_does_not_want_is_named_as_no_substitute(api, dana):
    answer_profile(dana, pregnancy="yes")
    api(dana).put("/v1/exercise-choices/paced-breathing", {"choice": "not-for-me"})

    response = make_plan(api(dana), "stressed", {"exercise": "box-breathing"})

    assert response.status_code == 422
    assert response.data["instead"]["exercise"]["slug"] not in {"paced-breathing", "box-breathing"}


def test_what_somebody_does_not_want_is_refused_and_marked_in_the_plans_there_are(api, careful_dana):
    phone = api(careful_dana)
    make_plan(phone, "stressed", {"exercise": "urge-surfing"})
    phone.put("/v1/exercise-choices/urge-surfing", {"choice": "not-for-me"})

    refused = make_plan(phone, "bored", {"exercise": "urge-surfing"})

    [plan] = listed(phone)
    assert (refused.status_code, refused.data["code"]) == (422, "exercise-barred")
    assert plan["barred"] is True
    assert plan["instead"]["exercise"]["slug"] != "urge-surfing"


@pytest.mark.parametrize(("level", "instead"), [(Level.L3, set()), (Level.L2, CALM)])
def test_while_people_come_first_nothing_else_is_named_in_place_of_an_exercise(api, careful_dana, level, instead):
    phone = api(careful_dana)
    make_plan(phone, "stressed", {"exercise": "urge-surfing"})
    answer_profile(careful_dana, pregnancy="yes")
    raise_hold(careful_dana, level, only_contact=False, now=NOON)

    [plan] = listed(phone)
    refused = make_plan(phone, "bored", {"exercise": "box-breathing"})

    assert plan["barred"] is True
    for named in (plan["instead"], refused.data["instead"]):
        assert named["routes"] == ["helpline"]
        assert ({named["exercise"]["slug"]} if named["exercise"] else set()) <= instead
        assert bool(named["exercise"]) == bool(instead)


def test_a_hold_keeps_nobody_from_planning_for_another_day(api, careful_dana):
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)

    made = make_plan(api(careful_dana), "stressed", {"exercise": "urge-surfing"})

    assert (made.status_code, made.data["barred"]) == (201, True)
    assert made.data["instead"] == {"exercise": None, "routes": ["helpline"]}


def test_an_unknown_answer_bars_a_held_breath(api, dana):
    response = make_plan(api(dana), "stressed", {"exercise": "box-breathing"})

    assert response.status_code == 422
    assert response.data["instead"]["exercise"]["slug"] == "paced-breathing"
    assert response.data["instead"]["routes"] == []


def test_a_ready_line_that_is_an_exercise_passes_the_same_filter(api, dana):
    answer_profile(dana, unsafe_contact="yes")

    response = make_plan(api(dana), "alone", "call-supporter")

    assert response.status_code == 422
    assert response.data["instead"] == {"exercise": None, "routes": ["helpline"]}


def test_a_line_that_is_no_exercise_is_open_to_everybody(api, dana):
    answer_profile(dana, severe_withdrawal="yes")

    assert make_plan(api(dana), "stressed", "help-line").status_code == 201
    assert make_plan(api(dana), "stressed", {"words": "I phone the ward"}).status_code == 201


def test_a_plan_that_becomes_barred_is_marked_and_says_what_to_do_instead(api, careful_dana):
    phone = api(careful_dana)
    made = make_plan(phone, "stressed", {"exercise": "box-breathing"})
    answer_profile(careful_dana, heart_condition="yes")

    [plan] = listed(phone)

    assert plan["barred"] is True
    assert plan["instead"]["exercise"]["slug"] == "paced-breathing"
    assert phone.get(f"/v1/if-then-plans/{made.data['id']}").data["barred"] is True
    assert plans_for(careful_dana, ["stress"], intensity=5, shelf=Shelf(), hold=Level.L0)[0].instead == Instead(
        library().exercises["paced-breathing"]
    )


def test_the_other_side_of_a_barred_plan_can_still_be_changed(api, careful_dana):
    phone = api(careful_dana)
    made = make_plan(phone, "stressed", {"exercise": "box-breathing"})
    answer_profile(careful_dana, heart_condition="yes")
    path = f"/v1/if-then-plans/{made.data['id']}"

    assert phone.patch(path, {"when": {"line": "worried"}}).status_code == 200
    assert phone.patch(path, {"then": {"exercise": "breathing-478"}}).data["code"] == "exercise-barred"


def test_a_side_is_replaced_as_a_whole(api, careful_dana, clock):
    phone = api(careful_dana)
    made = make_plan(phone, "stressed", {"line": "leave", "words": "by the back door"})
    clock.move_to(utc("2026-11-24T18:00"))

    changed = phone.patch(f"/v1/if-then-plans/{made.data['id']}", {"then": {"line": "eat"}})

    assert changed.data["then"]["text"] == "I eat something"
    assert changed.data["when"]["line"] == "stressed"
    assert changed.data["changed_at"] == "2026-11-24T18:00:00Z"
    assert changed.data["created_at"] == "2026-11-24T17:00:00Z"


def test_of_two_phones_the_second_learns_that_it_has_changed(api, careful_dana):
    phone, tablet = api(careful_dana), api(careful_dana)
    made = make_plan(phone)
    path, read = f"/v1/if-then-plans/{made.data['id']}", made["ETag"]
    changed = phone.patch(path, {"then": {"line": "eat"}}, HTTP_IF_MATCH=read)

    assert tablet.patch(path, {"then": {"line": "rest"}}, HTTP_IF_MATCH=read).status_code == 412
    assert tablet.delete(path, HTTP_IF_MATCH=read).status_code == 412
    assert tablet.delete(path, HTTP_IF_MATCH=changed["ETag"]).status_code == 204
    assert listed(phone) == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"when": {"line": "offered"}}, "/then"),
        ({"when": {}, "then": {"line": "eat"}}, "/when/line"),
        ({"when": {"words": " "}, "then": {"line": "eat"}}, "/when/words"),
        ({"when": {"line": "moon"}, "then": {"line": "eat"}}, "/when/line"),
        ({"when": {"line": "offered"}, "then": {"line": "moon"}}, "/then/line"),
        ({"when": {"line": "offered"}, "then": {"exercise": "juggling"}}, "/then/exercise"),
        ({"when": {"line": "offered"}, "then": {"line": "eat", "exercise": "urge-surfing"}}, "/then/exercise"),
        ({"when": {"line": "offered"}, "then": {"words": "a" * 201}}, "/then/words"),
        ({"when": {"line": "offered"}, "then": {"words": "a\x08b"}}, "/then/words"),
        ({"when": {"line": "offered", "mood": 1}, "then": {"line": "eat"}}, "/when/mood"),
        ({"when": "offered", "then": {"line": "eat"}}, "/when"),
        ({"when": {"line": "offered"}, "then": {"line": "eat"}, "tone": 1}, "/tone"),
    ],
)
def test_what_is_wrong_is_named(api, careful_dana, body, pointer):
    response = api(careful_dana).post("/v1/if-then-plans", body)

    assert (response.status_code, pointers_of(response)) == (400, [pointer])
    assert not IfThenPlan.objects.exists()


def test_the_same_plan_sent_again_is_the_same_even_when_it_is_barred_by_now(api, careful_dana, nora):
    phone, chosen = api(careful_dana), str(uuid.uuid4())
    then = {"exercise": "box-breathing"}
    first = make_plan(phone, "stressed", then, id=chosen)
    answer_profile(careful_dana, heart_condition="yes")

    again = make_plan(phone, "stressed", then, id=chosen)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.data["barred"] is True
    assert make_plan(phone, "worried", then, id=chosen).data["code"] == "id-taken"
    assert make_plan(api(nora), "stressed", then, id=chosen).data["code"] == "id-taken"


def test_a_repeated_key_makes_one_plan(api, careful_dana):
    phone = api(careful_dana)
    body = {"when": {"line": "offered"}, "then": {"line": "leave"}}
    key = str(uuid.uuid4())

    first, again = (phone.post("/v1/if-then-plans", body, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2))

    assert first.data == again.data
    assert IfThenPlan.objects.count() == 1


def test_there_is_room_for_fifty(api, careful_dana):
    phone = api(careful_dana)
    for _ in range(50):
        make_plan(phone)

    response = make_plan(phone)

    assert (response.status_code, response.data["code"]) == (422, "too-many-plans")


def test_what_is_somebody_else_s_is_not_there(api, careful_dana, nora):
    path = f"/v1/if-then-plans/{make_plan(api(careful_dana)).data['id']}"
    stranger = api(nora)

    assert stranger.get(path).status_code == 404
    assert stranger.patch(path, {"then": {"line": "eat"}}).status_code == 404
    assert stranger.delete(path).status_code == 404
    assert listed(stranger) == []


def test_no_staff_have_a_way_to_them(api, careful_dana, sam):
    make_plan(api(careful_dana))

    assert api(sam).get("/v1/if-then-plans").status_code == 403


def test_nobody_who_opens_the_database_reads_a_plan(api, careful_dana):
    make_plan(api(careful_dana), {"line": "ashamed", "words": "after Maximilian"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM coping_ifthenplan")
        stored = bytes(cursor.fetchone()[0])

    assert b"Maximilian" not in stored
    assert b"ashamed" not in stored


def test_without_its_key_a_plan_is_empty_and_the_list_stands(api, careful_dana):
    phone = api(careful_dana)
    make_plan(phone)
    destroy_key(careful_dana.pk)

    [plan] = listed(phone)

    assert (plan["when"]["text"], plan["then"]["text"]) == ("", "")
    assert plans_for(careful_dana, ["stress"], intensity=5, shelf=Shelf(), hold=Level.L0) == []


def test_a_craving_finds_the_plans_for_its_trigger_then_its_strength_then_own_words(api, careful_dana):
    phone = api(careful_dana)
    make_plan(phone, {"words": "it is Friday"}, "eat")
    make_plan(phone, "urge-8", "wait")
    make_plan(phone, "stressed", "leave")
    make_plan(phone, "bored", "rest")

    strong = plans_for(careful_dana, ["stress"], intensity=8, shelf=Shelf(), hold=Level.L0)
    weak = plans_for(careful_dana, ["stress"], intensity=7, shelf=Shelf(), hold=Level.L0)

    assert [plan.then.line for plan in strong] == ["leave", "wait", "eat"]
    assert [plan.then.line for plan in weak] == ["leave", "eat"]


def test_many_plans_cost_no_more_queries(api, careful_dana, django_assert_num_queries):
    phone = api(careful_dana)
    make_plan(phone, "stressed", {"exercise": "box-breathing"})
    with CaptureQueriesContext(connection) as early:
        phone.get("/v1/if-then-plans")
    count = len(early)
    for _ in range(8):
        make_plan(phone, "stressed", {"exercise": "box-breathing"})

    with django_assert_num_queries(count):
        phone.get("/v1/if-then-plans")
