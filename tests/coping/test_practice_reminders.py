"""Reminders of practice ring as all do, and never for what is not right for their person at that time."""

import threading
import uuid

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from backend.accounts import people
from backend.care_team.holds import raise_hold
from backend.coping.models import PracticeReminder
from backend.coping.practice.opening import open_practice
from backend.instruments.levels import Level
from notifications.models import Notification, OpenDelivery, Reminder, Schedule
from notifications.reminders import open_reminders
from tests.coping.factories import answer_profile, pointers_of
from tests.coping.plan_factories import DAILY, make_plan, remind, write_safety_plan
from tests.times import utc
from tests.waiting import wait_until_somebody_waits

pytestmark = pytest.mark.django_db

# Nine in New York, the first time that it rings.
NINE = utc("2026-11-25T14:00")


def rang_for(person) -> list[str]:
    """What was opened and stands: the ids of the reminders that its notices lead to."""
    found = Notification.objects.filter(account=person.account, withdrawn_at=None)
    return [str(each.target_id) for each in found if each.target_type == "practice"]


def test_it_says_what_it_is_for_and_when_it_rings(api, careful_dana):
    response = remind(api(careful_dana))

    assert response.status_code == 201
    assert response.data["target"] == {"type": "exercise", "id": "urge-surfing"}
    assert response.data["text"] == "Surf the urge"
    assert response.data["next_occurrences"][0]["at"] == "2026-11-25T14:00:00Z"
    assert (response.data["barred"], response.data["instead"]) == (False, None)


def test_its_notice_leads_to_what_it_is_for(api, careful_dana, clock):
    phone = api(careful_dana)
    made = remind(phone).data["id"]
    clock.move_to(NINE)

    assert open_practice(now=NINE) == 1

    [listed] = phone.get("/v1/notifications").data["results"]
    assert (listed["kind"], listed["target"]) == ("practice", {"type": "practice", "id": made})
    assert phone.get(f"/v1/practice-reminders/{made}").data["target"]["id"] == "urge-surfing"


def test_the_agenda_and_the_history_point_at_it(api, careful_dana, clock):
    phone = api(careful_dana)
    made = remind(phone).data["id"]

    [entry, *_] = phone.get("/v1/agenda?days=1").data["results"]
    clock.move_to(NINE)
    open_practice(now=NINE)

    assert entry["target"] == {"type": "practice", "id": made}
    assert phone.get(f"/v1/notifications/{entry['notification_id']}/history").status_code == 200


def test_the_scan_of_plain_reminders_leaves_it_alone(api, careful_dana):
    remind(api(careful_dana))

    assert open_reminders(now=NINE) == 0
    assert rang_for(careful_dana) == []


def test_a_barred_exercise_is_refused_and_nothing_is_planned(api, dana):
    answer_profile(dana, pregnancy="yes")

    response = remind(api(dana), id="box-breathing")

    assert (response.status_code, response.data["code"]) == (422, "exercise-barred")
    assert response.data["instead"]["exercise"]["slug"] == "paced-breathing"
    assert not Schedule.objects.exists()
    assert not Reminder.objects.exists()


def test_an_exercise_that_is_barred_by_now_does_not_ring_and_the_app_is_told_what_is_not(api, careful_dana, clock):
    phone = api(careful_dana)
    made = remind(phone, id="box-breathing").data["id"]
    answer_profile(careful_dana, heart_condition="yes")
    clock.move_to(NINE)

    assert open_practice(now=NINE) == 1

    assert rang_for(careful_dana) == []
    assert not OpenDelivery.objects.exists()
    shown = phone.get(f"/v1/practice-reminders/{made}").data
    assert (shown["barred"], shown["instead"]["exercise"]["slug"]) == (True, "paced-breathing")


def test_it_rings_again_when_nothing_bars_it_any_more(api, careful_dana):
    made = remind(api(careful_dana), id="box-breathing").data["id"]
    answer_profile(careful_dana, heart_condition="yes")
    open_practice(now=NINE)
    answer_profile(careful_dana)

    open_practice(now=utc("2026-11-26T14:00"))

    assert rang_for(careful_dana) == [made]


def test_a_plan_whose_exercise_is_barred_by_now_does_not_ring(api, careful_dana):
    phone = api(careful_dana)
    plan = make_plan(phone, "stressed", {"exercise": "box-breathing"}).data["id"]
    remind(phone, "if-then-plan", plan)
    answer_profile(careful_dana, heart_condition="yes")

    open_practice(now=NINE)

    assert rang_for(careful_dana) == []


@pytest.mark.parametrize(
    ("level", "slug", "rings"),
    [
        (Level.L2, "grounding-54321", True),
        (Level.L2, "urge-surfing", False),
        (Level.L3, "grounding-54321", False),
    ],
)
def test_while_a_hold_lasts_calm_ones_ring_at_l2_and_none_at_l3(api, careful_dana, level, slug, rings):
    remind(api(careful_dana), id=slug)
    raise_hold(careful_dana, level, only_contact=False, now=utc("2026-11-25T13:00"))

    open_practice(now=NINE)

    assert bool(rang_for(careful_dana)) is rings


def test_a_wish_for_contact_alone_holds_nothing_back(api, careful_dana):
    remind(api(careful_dana))
    raise_hold(careful_dana, Level.L2, only_contact=True, now=utc("2026-11-25T13:00"))

    open_practice(now=NINE)

    assert rang_for(careful_dana)


def test_the_safety_plan_is_worth_a_look_whatever_has_happened(api, careful_dana):
    phone = api(careful_dana)
    write_safety_plan(phone)
    made = remind(phone, "safety-plan", None)
    answer_profile(careful_dana, severe_withdrawal="yes")
    raise_hold(careful_dana, Level.L3, only_contact=False, now=utc("2026-11-25T13:00"))

    open_practice(now=NINE)

    assert made.data["text"] == "My safety plan"
    assert rang_for(careful_dana) == [made.data["id"]]


def test_taking_a_plan_away_ends_its_reminders_and_withdraws_what_stands(api, careful_dana):
    phone = api(careful_dana)
    plan = make_plan(phone).data["id"]
    write_safety_plan(phone)
    phone.put("/v1/slip-plan", {"steps": []})
    for target in (("if-then-plan", plan), ("safety-plan", None), ("slip-plan", None)):
        remind(phone, *target)
    kept = remind(phone).data["id"]
    open_practice(now=NINE)

    for path in (f"/v1/if-then-plans/{plan}", "/v1/safety-plan", "/v1/slip-plan"):
        assert phone.delete(path).status_code == 204

    assert [str(each.pk) for each in PracticeReminder.objects.all()] == [kept]
    assert [str(each.pk) for each in Reminder.objects.all()] == [kept]
    assert rang_for(careful_dana) == [kept]


def test_an_exercise_that_is_not_wanted_any_more_is_practised_no_more(api, careful_dana, nora):
    remind(api(careful_dana))
    other = remind(api(careful_dana), id="grounding-54321").data["id"]
    theirs = remind(api(nora)).data["id"]

    marked = api(careful_dana).put("/v1/exercise-choices/urge-surfing", {"choice": "not-for-me"})

    assert marked.status_code == 200
    assert {str(each.pk) for each in Reminder.objects.all()} == {other, theirs}


def test_it_is_changed_paused_and_deleted_as_every_reminder(api, careful_dana):
    phone = api(careful_dana)
    made = remind(phone)
    path = f"/v1/reminders/{made.data['id']}"

    changed = phone.patch(path, {"text": "At ten", "stopped": True}, HTTP_IF_MATCH=made["ETag"])
    late = phone.delete(path, HTTP_IF_MATCH=made["ETag"])
    deleted = phone.delete(path, HTTP_IF_MATCH=changed["ETag"])

    assert (changed.data["text"], changed.data["stopped"]) == ("At ten", True)
    assert (late.status_code, deleted.status_code) == (412, 204)
    assert phone.get("/v1/practice-reminders").data["results"] == []
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("target", "pointer"),
    [
        ({"type": "exercise"}, "/target/id"),
        ({"type": "exercise", "id": "juggling"}, "/target/id"),
        ({"type": "if-then-plan", "id": "juggling"}, "/target/id"),
        ({"type": "if-then-plan", "id": "0b6f8e9a-3f5c-4a57-9a8e-2f1d6f1f8a11"}, "/target/id"),
        ({"type": "safety-plan"}, "/target/type"),
        ({"type": "slip-plan", "id": "mine"}, "/target/id"),
        ({"type": "moon"}, "/target/type"),
        ({"type": "exercise", "id": "urge-surfing", "mood": 1}, "/target/mood"),
        (None, "/target"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_planned(api, careful_dana, target, pointer):
    response = api(careful_dana).post("/v1/practice-reminders", DAILY | {"target": target})

    assert (response.status_code, pointers_of(response)) == (400, [pointer])
    assert not Schedule.objects.exists()


def test_a_rule_is_checked_as_for_every_reminder(api, careful_dana):
    response = remind(api(careful_dana), rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")

    assert (response.status_code, response.data["code"]) == (400, "rule-never-fires")


def test_the_plan_of_another_person_cannot_be_named(api, careful_dana, nora):
    plan = make_plan(api(careful_dana)).data["id"]

    response = remind(api(nora), "if-then-plan", plan)

    assert (response.status_code, pointers_of(response)) == (400, ["/target/id"])


def test_the_same_one_sent_again_is_the_same_even_when_it_is_barred_by_now(api, careful_dana):
    phone, chosen = api(careful_dana), str(uuid.uuid4())
    first = remind(phone, id="box-breathing", client_id=chosen)
    answer_profile(careful_dana, heart_condition="yes")

    again = remind(phone, id="box-breathing", client_id=chosen)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.data["id"] == chosen
    assert again.data["barred"] is True
    assert remind(phone, id="grounding-54321", client_id=chosen).data["code"] == "id-taken"


def test_what_is_somebody_else_s_is_not_there(api, careful_dana, nora, sam):
    path = f"/v1/practice-reminders/{remind(api(careful_dana)).data['id']}"

    assert api(nora).get(path).status_code == 404
    assert api(nora).get("/v1/practice-reminders").data["results"] == []
    assert api(sam).get(path).status_code == 403


def test_staff_see_nothing_of_it(api, careful_dana, sam):
    remind(api(careful_dana))
    open_practice(now=NINE)

    assert api(sam).get(f"/v1/staff/people/{careful_dana.pk}/reminders").data["results"] == []
    assert api(sam).get(f"/v1/staff/people/{careful_dana.pk}/notifications").data["results"] == []


def test_after_an_outage_the_newest_rings_and_not_each(api, careful_dana):
    made = remind(api(careful_dana)).data["id"]

    open_practice(now=utc("2026-11-28T14:00"))

    assert rang_for(careful_dana) == [made]


def test_a_scan_of_many_people_takes_no_more_queries(api, careful_dana):
    def remind_somebody(name: str) -> None:
        person = people.sign_up(
            people.Profile(handle=name, tzid="America/New_York"), now=utc("2026-11-01T12:00")
        ).person
        answer_profile(person)
        plan = make_plan(api(person), "stressed", {"exercise": "grounding-54321"}).data["id"]
        remind(api(person), "if-then-plan", plan)
        raise_hold(person, Level.L2, only_contact=False, now=utc("2026-11-23T16:00"))

    remind_somebody("first")
    with CaptureQueriesContext(connection) as few:
        open_practice(now=NINE)
    for number in range(5):
        remind_somebody(f"person {number}")
    open_practice(now=NINE)

    with CaptureQueriesContext(connection) as many:
        open_practice(now=utc("2026-11-26T14:00"))

    assert len(many) == len(few)
    assert Notification.objects.filter(target_type="practice", withdrawn_at=None).count() == 12


def test_they_are_listed_newest_first_page_by_page_and_no_others_among_them(api, careful_dana):
    phone = api(careful_dana)
    phone.post("/v1/reminders", DAILY | {"text": "Call mum"})
    for hour, slug in ((9, "urge-surfing"), (11, "long-sigh"), (10, "grounding-54321")):
        remind(phone, id=slug, occurred_at=f"2026-11-24T{hour:02}:00:00Z")

    first = phone.get("/v1/practice-reminders?limit=2").data
    rest = phone.get("/v1/practice-reminders", {"limit": 2, "cursor": first["next"]}).data

    slugs = [each["target"]["id"] for each in first["results"] + rest["results"]]
    assert slugs == ["long-sigh", "grounding-54321", "urge-surfing"]
    assert rest["next"] is None
    assert len(phone.get("/v1/reminders").data["results"]) == 4


def test_many_cost_no_more_queries(api, careful_dana, django_assert_num_queries):
    phone = api(careful_dana)
    plan = make_plan(phone, "stressed", {"exercise": "box-breathing"}).data["id"]
    remind(phone, "if-then-plan", plan)
    with CaptureQueriesContext(connection) as early:
        phone.get("/v1/practice-reminders")
    count = len(early)
    for _ in range(5):
        remind(phone, "if-then-plan", plan)

    with django_assert_num_queries(count):
        phone.get("/v1/practice-reminders")


@pytest.mark.django_db(transaction=True)
def test_a_plan_deleted_while_the_scan_opens_its_reminder_waits_for_it_and_takes_it_back(api, careful_dana):
    phone = api(careful_dana)
    plan = make_plan(phone).data["id"]
    remind(phone, "if-then-plan", plan)

    def delete_it() -> None:
        try:
            phone.delete(f"/v1/if-then-plans/{plan}")
        finally:
            connections.close_all()

    other_phone = threading.Thread(target=delete_it)
    with transaction.atomic():
        open_practice(now=NINE)
        other_phone.start()
        wait_until_somebody_waits()
    other_phone.join(timeout=20)

    assert (PracticeReminder.objects.count(), Schedule.objects.count(), rang_for(careful_dana)) == (0, 0, [])
    assert Notification.objects.count() == 1
