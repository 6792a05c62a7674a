"""How often somebody practised, said plainly: what was done counts, and what was not is not spoken of."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.coping.models import PracticeTick
from tests.coping.factories import answer_profile, log_craving, pointers_of, rate_after
from tests.coping.plan_factories import make_plan, practise, remind, write_safety_plan
from tests.times import utc

pytestmark = pytest.mark.django_db


def told(phone) -> list[tuple[int, int, str]]:
    return [(each["days"], each["times"], each["text"]) for each in phone.get("/v1/practice").data["practised"]]


def test_ticks_and_exercises_done_after_a_craving_count(api, careful_dana):
    phone = api(careful_dana)
    practise(phone)
    practise(phone, "if-then-plan", make_plan(phone).data["id"])
    rate_after(phone, log_craving(phone), 4)

    assert told(phone)[0] == (7, 3, "You practised 3 times in the last 7 days.")


def test_an_exercise_that_was_broken_off_or_not_told_of_does_not_count(api, careful_dana, clock):
    phone = api(careful_dana)
    rate_after(phone, log_craving(phone), 6, completed=False)
    clock.move_to(utc("2026-11-24T18:00"))
    log_craving(phone)

    assert told(phone)[0][:2] == (7, 0)


def test_to_wait_is_no_exercise(api, careful_dana):
    phone = api(careful_dana)
    rate_after(phone, log_craving(phone), 6, exercise="just-wait")

    assert told(phone)[0][:2] == (7, 0)


def test_each_span_ends_to_the_minute(api, careful_dana):
    phone = api(careful_dana)
    for at in ("2026-11-17T17:00:00Z", "2026-11-17T17:00:01Z", "2026-10-27T17:00:00Z", "2026-10-27T17:00:01Z"):
        practise(phone, occurred_at=at)

    assert [each[:2] for each in told(phone)] == [(7, 1), (28, 3)]


def test_once_is_said_as_once(api, careful_dana):
    phone = api(careful_dana)
    practise(phone)

    assert told(phone)[0] == (7, 1, "You practised once in the last 7 days.")


def test_nothing_is_said_of_days_without(api, careful_dana):
    assert told(api(careful_dana)) == [
        (7, 0, "You can practise at any time you like."),
        (28, 0, "You can practise at any time you like."),
    ]


def test_what_was_done_counts_even_where_it_is_barred_by_now(api, dana):
    answer_profile(dana, pregnancy="yes")

    assert practise(api(dana), id="box-breathing").status_code == 201


@pytest.mark.parametrize("chosen", [None, "0b2ee1c4-5a0c-4a5b-9a86-0b6f5a7d7f10"], ids=["ours", "the phone's"])
def test_what_was_practised_without_signal_counts_though_the_plan_is_deleted_meanwhile(api, careful_dana, chosen):
    phone, other_phone = api(careful_dana), api(careful_dana)
    plan = make_plan(phone, **({"id": chosen} if chosen else {})).data["id"]
    other_phone.delete(f"/v1/if-then-plans/{plan}")

    response = practise(phone, "if-then-plan", plan, occurred_at="2026-11-24T09:00:00Z")

    assert response.status_code == 201
    assert response.data["target"] == {"type": "if-then-plan", "id": plan}
    assert told(phone)[0][:2] == (7, 1)


def test_looking_at_the_safety_plan_counts_though_it_is_deleted_meanwhile(api, careful_dana):
    phone = api(careful_dana)
    write_safety_plan(phone)
    phone.delete("/v1/safety-plan")

    assert practise(phone, "safety-plan", None).status_code == 201
    assert told(phone)[0][:2] == (7, 1)


@pytest.mark.parametrize("is_deleted", [False, True])
def test_the_plan_of_somebody_else_is_refused_like_one_that_never_was(api, careful_dana, nora, is_deleted):
    plan = make_plan(api(nora)).data["id"]
    if is_deleted:
        api(nora).delete(f"/v1/if-then-plans/{plan}")

    theirs, nobodys = (practise(api(careful_dana), "if-then-plan", each) for each in (plan, str(uuid.UUID(int=7))))

    assert theirs.status_code == nobodys.status_code == 400
    assert theirs.data == nobodys.data
    assert not PracticeTick.objects.exists()


def test_a_deleted_plan_can_be_practised_no_more_by_a_reminder(api, careful_dana):
    phone = api(careful_dana)
    plan = make_plan(phone).data["id"]
    phone.delete(f"/v1/if-then-plans/{plan}")

    assert pointers_of(remind(phone, "if-then-plan", plan)) == ["/target/id"]


def test_a_tick_names_what_was_practised_and_when(api, careful_dana):
    phone = api(careful_dana)
    write_safety_plan(phone)

    response = practise(phone, "safety-plan", None, occurred_at="2026-11-24T09:00:00Z")

    assert response.status_code == 201
    assert response.data["target"] == {"type": "safety-plan", "id": None}
    assert response.data["practised_at"] == "2026-11-24T09:00:00Z"


@pytest.mark.parametrize(
    ("target", "pointer"),
    [
        ({"type": "exercise", "id": "juggling"}, "/target/id"),
        ({"type": "if-then-plan", "id": str(uuid.UUID(int=7))}, "/target/id"),
        ({"type": "if-then-plan", "id": "no id"}, "/target/id"),
        ({"type": "exercise"}, "/target/id"),
        ("exercise", "/target"),
    ],
)
def test_what_is_wrong_is_named(api, careful_dana, target, pointer):
    response = api(careful_dana).post("/v1/practice", {"target": target})

    assert (response.status_code, pointers_of(response)) == (400, [pointer])
    assert not PracticeTick.objects.exists()


def test_the_same_tick_sent_again_counts_once(api, careful_dana, nora):
    phone, chosen = api(careful_dana), str(uuid.uuid4())

    first, again = (practise(phone, client_id=chosen) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.data == first.data
    assert practise(phone, id="long-sigh", client_id=chosen).data["code"] == "id-taken"
    assert practise(api(nora), client_id=chosen).data["code"] == "id-taken"
    assert PracticeTick.objects.count() == 1


def test_a_repeated_key_ticks_once(api, careful_dana):
    phone, key = api(careful_dana), str(uuid.uuid4())
    body = {"target": {"type": "exercise", "id": "urge-surfing"}}

    first, again = (phone.post("/v1/practice", body, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2))

    assert first.data == again.data
    assert PracticeTick.objects.count() == 1


def test_what_somebody_else_practised_does_not_count(api, careful_dana, nora):
    practise(api(nora))

    assert told(api(careful_dana))[1][1] == 0


def test_a_long_history_costs_no_more_queries(api, careful_dana, django_assert_num_queries):
    phone = api(careful_dana)
    practise(phone)
    with CaptureQueriesContext(connection) as early:
        phone.get("/v1/practice")
    count = len(early)
    for _ in range(6):
        practise(phone)

    with django_assert_num_queries(count):
        phone.get("/v1/practice")
