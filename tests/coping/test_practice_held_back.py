"""What the server would hold back of practice rings by itself on no phone, and the app says so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts import people
from backend.accounts.sealed import Ciphertext
from backend.care_team.holds import raise_hold, release
from backend.care_team.models import SafetyProfile
from backend.coping.models import IfThenPlan
from backend.coping.practice.opening import open_practice
from backend.instruments.levels import Level
from notifications.ledger import stages
from notifications.models import Notification, OpenDelivery
from tests.coping.exercise_texts import take_back
from tests.coping.factories import NOON, answer_profile
from tests.coping.plan_factories import DAILY, make_plan, remind, write_safety_plan
from tests.notifications.factories import address_of_device, give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

# Nine in New York, the first time that it rings.
NINE = utc("2026-11-25T14:00")
SURF = {"exercise": "urge-surfing"}


def foreseen(phone) -> list[str]:
    """The reminders that the phone will ring for by itself on the next day."""
    return [entry["target"]["id"] for entry in phone.get("/v1/agenda?days=1").data["results"]]


def rings_of(phone) -> dict[str, bool]:
    """Whether each reminder is said to ring at the next of its times."""
    found = phone.get("/v1/reminders").data["results"]
    return {each["id"]: each["next_occurrences"][0]["rings_at"] is not None for each in found}


def shown(phone, reminder_id: str):
    data = phone.get(f"/v1/practice-reminders/{reminder_id}").data
    return data["barred"], data["instead"]


def asked_to_keep_still() -> set[str]:
    """The addresses that were told to take a notice away."""
    return {str(row.address_id) for row in OpenDelivery.objects.filter(stage=stages.WITHDRAWAL)}


def test_an_open_l3_leaves_no_exercise_in_the_agenda_until_staff_have_seen_it(api, careful_dana):
    phone = api(careful_dana)
    write_safety_plan(phone)
    plan = remind(phone, "safety-plan", None).data["id"]
    surf, calm = remind(phone).data["id"], remind(phone, id="grounding-54321").data["id"]

    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)
    during = foreseen(phone)
    release(careful_dana, seen=Level.L3)

    assert during == [plan]
    assert set(foreseen(phone)) == {plan, surf, calm}


def test_a_plan_that_leads_to_what_is_not_wanted_rings_no_more_until_it_is(api, careful_dana):
    phone = api(careful_dana)
    planned = remind(phone, "if-then-plan", make_plan(phone, "stressed", SURF).data["id"]).data["id"]
    phone.put("/v1/exercise-choices/urge-surfing", {"choice": "not-for-me"})

    during = foreseen(phone)
    is_barred, instead = shown(phone, planned)
    phone.delete("/v1/exercise-choices/urge-surfing")

    assert (during, is_barred) == ([], True)
    assert instead["exercise"]["slug"] != "urge-surfing"
    assert foreseen(phone) == [planned]


def test_among_all_reminders_it_does_not_ring_while_it_is_held_back_and_others_do(api, careful_dana):
    phone = api(careful_dana)
    made = remind(phone).data["id"]
    other = phone.post("/v1/reminders", DAILY | {"text": "Call mum"}).data["id"]
    assert rings_of(phone) == {made: True, other: True}

    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)

    assert rings_of(phone) == {made: False, other: True}
    for path in (f"/v1/reminders/{made}", f"/v1/practice-reminders/{made}"):
        assert {each["rings_at"] for each in phone.get(path).data["next_occurrences"]} == {None}


def test_an_open_l2_leaves_calm_exercises_in_the_agenda(api, careful_dana):
    phone = api(careful_dana)
    remind(phone)
    calm = remind(phone, id="grounding-54321").data["id"]

    raise_hold(careful_dana, Level.L2, only_contact=False, now=NOON)

    assert foreseen(phone) == [calm]


def test_what_is_barred_or_was_taken_back_is_not_in_the_agenda_nor_a_plan_that_leads_there(api, careful_dana):
    phone = api(careful_dana)
    remind(phone, id="box-breathing")
    remind(phone, "if-then-plan", make_plan(phone, then={"exercise": "box-breathing"}).data["id"])
    remind(phone, "if-then-plan", make_plan(phone, then=SURF).data["id"])
    kept = remind(phone, id="long-sigh").data["id"]

    answer_profile(careful_dana, heart_condition="yes")
    take_back("urge-surfing")

    assert foreseen(phone) == [kept]


def test_a_phone_that_asks_again_hears_that_the_agenda_is_another(api, careful_dana):
    phone = api(careful_dana)
    made = remind(phone).data["id"]
    before = phone.get("/v1/agenda?days=1")

    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)
    held = phone.get("/v1/agenda?days=1", headers={"If-None-Match": before["ETag"]})
    release(careful_dana, seen=Level.L3)
    after = phone.get("/v1/agenda?days=1", headers={"If-None-Match": held["ETag"]})

    assert (held.status_code, held.data["results"]) == (200, [])
    assert (after.status_code, [each["target"]["id"] for each in after.data["results"]]) == (200, [made])


def test_what_is_held_back_takes_no_room_under_a_daily_cap(api, careful_dana):
    phone = api(careful_dana)
    remind(phone, dtstart="2026-11-25T08:00:00")
    kept = remind(phone, id="grounding-54321").data["id"]
    phone.patch("/v1/notification-preferences", {"daily_cap": 1})

    raise_hold(careful_dana, Level.L2, only_contact=False, now=NOON)

    assert foreseen(phone) == [kept]


def test_a_repeat_of_what_rang_before_the_hold_is_not_in_the_agenda(api, careful_dana, clock):
    phone = api(careful_dana)
    made = remind(phone, rrule="FREQ=YEARLY", remind_again_after_minutes=[60]).data["id"]
    give_device(careful_dana)
    clock.move_to(NINE)
    open_practice(now=NINE)
    before = foreseen(phone)

    raise_hold(careful_dana, Level.L3, only_contact=False, now=NINE)

    assert (before, foreseen(phone)) == ([made], [])


def test_many_reminders_cost_the_agenda_no_more_queries(api, careful_dana, django_assert_num_queries):
    phone = api(careful_dana)
    plan = make_plan(phone, then=SURF).data["id"]
    remind(phone, "if-then-plan", plan)
    remind(phone, id="grounding-54321")
    raise_hold(careful_dana, Level.L2, only_contact=False, now=NOON)
    with CaptureQueriesContext(connection) as early:
        phone.get("/v1/agenda?days=1")
    few = len(early)
    for number in range(6):
        remind(phone, "if-then-plan", plan)
        remind(phone, id="long-sigh" if number % 2 else "grounding-54321")

    with django_assert_num_queries(few):
        found = phone.get("/v1/agenda?days=1").data["results"]

    assert len(found) == 4


@pytest.mark.parametrize("level", [Level.L2, Level.L3])
def test_the_app_is_told_while_a_hold_keeps_it_silent_and_that_people_come_first(api, careful_dana, level):
    phone = api(careful_dana)
    made = remind(phone).data["id"]

    raise_hold(careful_dana, level, only_contact=False, now=NOON)

    barred, instead = shown(phone, made)
    assert barred is True
    assert instead["routes"] == ["helpline"]
    assert (instead["exercise"] is not None) is (level == Level.L2)
    [listed] = phone.get("/v1/practice-reminders").data["results"]
    assert (listed["barred"], listed["instead"]) == (barred, instead)


def test_while_people_come_first_only_what_is_calm_stands_in_place_of_what_is_barred(api, careful_dana):
    phone = api(careful_dana)
    made = remind(phone, id="box-breathing").data["id"]
    answer_profile(careful_dana, heart_condition="yes")
    before = shown(phone, made)

    raise_hold(careful_dana, Level.L2, only_contact=False, now=NOON)

    assert before[1]["exercise"]["slug"] == "paced-breathing"
    assert shown(phone, made)[1]["exercise"]["slug"] == "grounding-54321"


def test_nothing_is_barred_by_a_wish_for_contact_nor_once_the_hold_has_ended(api, careful_dana, clock):
    phone = api(careful_dana)
    made = remind(phone).data["id"]

    raise_hold(careful_dana, Level.L2, only_contact=True, now=NOON)
    contact = shown(phone, made)
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)
    held = shown(phone, made)
    clock.move_to(utc("2026-11-25T17:00"))

    assert (contact, held[0], shown(phone, made)) == ((False, None), True, (False, None))


def test_each_phone_is_asked_not_to_ring_by_itself_for_what_the_scan_holds_back(api, careful_dana, nora, clock):
    devices = [give_device(careful_dana, "danas-phone")]
    clock.shift(1)
    devices.append(give_device(careful_dana, "danas-tablet", platform="ios"))
    give_device(nora, "noras-phone")
    remind(api(careful_dana))
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)

    open_practice(now=NINE)

    assert asked_to_keep_still() == {str(address_of_device(each).pk) for each in devices}
    assert {row.stage for row in OpenDelivery.objects.all()} == {stages.WITHDRAWAL}


def test_a_phone_that_was_ahead_of_the_scan_finds_its_notice_taken_back(api, careful_dana, clock):
    phone = api(careful_dana)
    remind(phone)
    [entry] = phone.get("/v1/agenda?days=1").data["results"]
    clock.move_to(NINE)
    told = {"notification_id": entry["notification_id"], "event": "displayed", "at": NINE.isoformat(), "via": "local"}
    phone.post("/v1/receipts", [told])
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NINE)

    open_practice(now=NINE)

    [listed] = phone.get("/v1/notifications").data["results"]
    assert (listed["id"], listed["state"]) == (entry["notification_id"], "withdrawn")


def test_what_is_long_over_asks_no_phone(api, careful_dana):
    give_device(careful_dana)
    remind(api(careful_dana), rrule="FREQ=YEARLY")
    answer_profile(careful_dana, severe_withdrawal="yes")

    open_practice(now=utc("2026-11-25T16:00"))

    assert asked_to_keep_still() == set()


def test_holding_back_for_many_people_takes_no_more_queries(api, django_assert_num_queries):
    def remind_somebody(name: str) -> None:
        profile = people.Profile(handle=name, tzid="America/New_York")
        person = people.sign_up(profile, now=utc("2026-11-01T12:00")).person
        answer_profile(person)
        give_device(person, f"phone of {name}")
        remind(api(person), "if-then-plan", make_plan(api(person), then=SURF).data["id"])
        answer_profile(person, severe_withdrawal="yes")

    remind_somebody("first")
    with CaptureQueriesContext(connection) as early:
        open_practice(now=NINE)
    few = len(early)
    for number in range(5):
        remind_somebody(f"person {number}")
    open_practice(now=NINE)

    with django_assert_num_queries(few):
        open_practice(now=utc("2026-11-26T14:00"))

    assert OpenDelivery.objects.filter(stage=stages.WITHDRAWAL).count() == 12


@pytest.mark.parametrize("broken", [SafetyProfile, IfThenPlan])
def test_words_that_do_not_open_hold_back_their_own_reminder_and_no_other(api, careful_dana, nora, broken):
    answer_profile(nora)
    for who in (careful_dana, nora):
        phone = api(who)
        remind(phone, "if-then-plan", make_plan(phone, then=SURF).data["id"])
    column = "answers" if broken is SafetyProfile else "content"
    broken.objects.filter(person=nora).update(**{column: Ciphertext(bytes(40))})

    open_practice(now=NINE)

    assert [each.account for each in Notification.objects.filter(withdrawn_at=None)] == [careful_dana.account]
