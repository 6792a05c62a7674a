"""Staff plan check-ins; the routes that only they may use."""

import pytest

from backend.accounts.models import AccessLog, DataClass
from backend.aftercare.models import CheckInSchedule
from notifications.models import OpenDelivery
from tests.aftercare.factories import CALM, MONDAY_TEN, SELF_HARM, answer, begin, expire, plan_daily, revoke
from tests.notifications.factories import give_device

pytestmark = pytest.mark.django_db

DAILY = {
    "instrument": "daily-check-in",
    "dtstart": "2026-11-23T09:00:00",
    "rrule": "FREQ=DAILY",
    "zone": {"policy": "floating"},
    "window_minutes": 720,
    "remind_again_after_minutes": [120],
    "missed_policy": "default",
}


def _schedules(person):
    return f"/v1/staff/people/{person.pk}/check-in-schedules"


def _check_ins(person):
    return f"/v1/staff/people/{person.pk}/check-ins"


def test_a_schedule_shows_its_next_five_occurrences_in_the_person_s_zone(api, dana, sam):
    response = api(sam).post(_schedules(dana), DAILY)

    assert response.status_code == 201
    body = response.json()
    assert body["id"] == str(CheckInSchedule.objects.get().pk)
    assert len(body["next_occurrences"]) == 5
    assert body["next_occurrences"][0] == {
        "at": "2026-11-24T14:00:00Z",
        "local": "2026-11-24T09:00:00",
        "tzid": "America/New_York",
    }


def test_a_schedule_is_listed_and_can_be_ended(api, dana, sam):
    made = api(sam).post(_schedules(dana), DAILY).json()
    listed = api(sam).get(_schedules(dana)).json()

    response = api(sam).delete(f"{_schedules(dana)}/{made['id']}")

    assert listed == {"results": [made], "next": None}
    assert made["zone"] == {"policy": "floating"}
    assert (made["window_minutes"], made["remind_again_after_minutes"]) == (720, [120])
    assert response.status_code == 204
    assert api(sam).get(_schedules(dana)).json()["results"] == []


def test_the_same_schedule_under_its_id_is_made_once(api, dana, sam):
    named = DAILY | {"id": "0f0f0f0f-0000-4000-8000-000000000002"}
    first = api(sam).post(_schedules(dana), named)

    again = api(sam).post(_schedules(dana), named)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["id"] == named["id"]
    assert CheckInSchedule.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"instrument": "no-such"}, "invalid-request"),
        ({"instrument": "sds-bzd"}, "invalid-request"),
        ({"rrule": "FREQ=SOMETIMES"}, "invalid-request"),
        ({"dtstart": "2026-11-23T09:00:00Z"}, "invalid-request"),
        ({"window_minutes": 0}, "invalid-request"),
        ({"dtstart": "2020-01-01T09:00:00", "rrule": "FREQ=DAILY;COUNT=3"}, "rule-never-fires"),
        ({"zone": {"policy": "fixed", "tzid": "Mars/Olympus"}}, "unknown-zone"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_and_leaves_nothing(api, dana, sam, change, code):
    response = api(sam).post(_schedules(dana), DAILY | change)

    assert response.status_code == 400
    assert response.json()["code"] == code
    assert not CheckInSchedule.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("theo", 404), ("sue", 404), ("dana", 403), ("nora", 403), ("olive", 403)])
def test_others_may_not_plan_for_dana(api, dana, sue, theo, nora, olive, request, who, status):
    client = api(request.getfixturevalue(who))

    assert client.post(_schedules(dana), DAILY).status_code == status
    assert client.get(_schedules(dana)).status_code == status
    assert client.post(_check_ins(dana), {"instrument": "phq-9"}).status_code == status
    assert client.get(_check_ins(dana)).status_code == status


@pytest.mark.parametrize("end", [revoke, expire])
def test_without_consent_nobody_plans_or_reads(api, dana, sam, end):
    end(dana, DataClass.PLAN, DataClass.ANSWERS)

    assert api(sam).post(_schedules(dana), DAILY).status_code == 404
    assert api(sam).post(_check_ins(dana), {"instrument": "phq-9"}).status_code == 404
    assert api(sam).get(_check_ins(dana)).status_code == 404


def test_a_class_that_is_refused_leaves_the_rest_working(api, dana, sam):
    revoke(dana, DataClass.ANSWERS)

    assert api(sam).post(_schedules(dana), DAILY).status_code == 201
    assert api(sam).get(_check_ins(dana)).status_code == 404


def test_asking_now_rings_the_person(api, dana, sam):
    give_device(dana)

    response = api(sam).post(_check_ins(dana), {"instrument": "phq-9"})

    assert response.status_code == 201
    assert response.json()["instrument"] == {"code": "phq-9", "version": 1}
    rung = OpenDelivery.objects.get()
    assert (str(rung.notification_id), rung.deliver_at) == (response.json()["id"], MONDAY_TEN)


def test_staff_read_answers_and_scores_and_the_look_is_on_record(api, dana, sam):
    check_in = begin(dana)
    answer(api(dana), check_in, SELF_HARM)
    answer(api(dana), check_in, CALM)

    body = api(sam).get(_check_ins(dana)).json()

    answered = next(each for each in body["results"] if each["id"] == str(check_in.pk))
    assert [each["answers"] for each in answered["responses"]] == [SELF_HARM, CALM] or len(answered["responses"]) == 2
    assert {each["level"] for each in answered["responses"]} == {"L0", "L2"}
    assert AccessLog.objects.filter(person=dana, staff=sam, data_class=DataClass.ANSWERS).exists()


def test_a_site_does_not_read_what_another_site_asked(api, dana, sam, theo, other_clinic):
    dana.assignment_set.create(staff=theo, site=other_clinic, started_at=MONDAY_TEN)
    dana.consent_set.create(site=other_clinic, data_class=DataClass.ANSWERS, granted_at=MONDAY_TEN)
    asked = api(sam).post(_check_ins(dana), {"instrument": "phq-9"}).json()
    alone = begin(dana)

    body = api(theo).get(_check_ins(dana)).json()

    assert [each["id"] for each in body["results"]] == [str(alone.pk)]
    assert asked["id"] not in str(body)


def test_a_history_costs_the_same_however_long_it_is(api, dana, sam, django_assert_max_num_queries):
    for _ in range(3):
        answer(api(dana), begin(dana), CALM)
    client = api(sam)
    with django_assert_max_num_queries(40) as short:
        client.get(_check_ins(dana))
    for _ in range(12):
        answer(api(dana), begin(dana), CALM)

    with django_assert_max_num_queries(40) as long:
        client.get(_check_ins(dana))

    assert len(long) <= len(short)  # the first request of a day notes that the session was seen


def test_a_list_of_schedules_costs_the_same_however_long_it_is(api, dana, sam, django_assert_max_num_queries):
    plan_daily(dana, sam)
    client = api(sam)
    with django_assert_max_num_queries(40) as short:
        client.get(_schedules(dana))
    for _ in range(6):
        plan_daily(dana, sam)

    with django_assert_max_num_queries(40) as long:
        client.get(_schedules(dana))

    assert len(long) <= len(short)  # the first request of a day notes that the session was seen
