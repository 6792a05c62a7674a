"""In hospital and paused by staff: check-ins of the site are left out meanwhile, and nothing is caught up."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import Consent, DataClass, Person, Site
from backend.aftercare import opening
from backend.aftercare.life_events import paused_people
from backend.aftercare.models import CheckIn, LifeEvent
from notifications.agenda import agenda_of
from notifications.models import DeliveryLog
from tests.aftercare.factories import MONDAY_TEN, begin, plan_daily, revoke
from tests.aftercare.life_events import record, take_back
from tests.times import utc

pytestmark = pytest.mark.django_db

TUESDAY_NINE = utc("2026-11-24T14:00")
WEDNESDAY_NINE = utc("2026-11-25T14:00")
THURSDAY_NINE = utc("2026-11-26T14:00")
CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000011"


@pytest.fixture
def daily(dana, sam):
    """Dana's daily check-in at nine."""
    planned = plan_daily(dana, sam)
    opening.open_check_ins(now=utc("2026-11-23T14:00"))
    return planned


def asked_at(*instants):
    """Run the scan at these instants; return how many check-ins it opened."""
    before = CheckIn.objects.count()
    for instant in instants:
        opening.open_check_ins(now=instant)
    return CheckIn.objects.count() - before


@pytest.mark.parametrize("kind", ["in_hospital", "paused_by_staff"])
def test_what_falls_due_is_left_out_until_the_last_day_is_over(api, dana, sam, daily, kind):
    response = record(api(sam), dana, kind, until_on="2026-11-25")

    assert response.status_code == 201
    assert asked_at(TUESDAY_NINE, WEDNESDAY_NINE) == 0
    assert asked_at(THURSDAY_NINE) == 1
    assert DeliveryLog.objects.filter(outcome="paused").count() == 2


def test_without_a_last_day_it_lasts_until_it_is_ended_and_nothing_is_caught_up(api, clock, dana, sam, daily):
    event = record(api(sam), dana, "in_hospital")
    assert asked_at(TUESDAY_NINE) == 0

    clock.move_to(utc("2026-11-24T20:00"))
    assert take_back(api(sam), dana, event).status_code == 204

    assert asked_at(utc("2026-11-24T20:01")) == 0
    assert asked_at(WEDNESDAY_NINE) == 1


def test_a_pause_to_come_begins_on_its_day(api, dana, sam, daily):
    record(api(sam), dana, "in_hospital", from_on="2026-11-25")

    assert asked_at(TUESDAY_NINE) == 1
    assert asked_at(WEDNESDAY_NINE) == 0


def test_a_phone_without_signal_does_not_ring_either(api, dana, sam, daily):
    record(api(sam), dana, "in_hospital", until_on="2026-11-24")

    at = [entry.notice.at for entry in agenda_of(dana.pk, 3, now=MONDAY_TEN).entries]

    assert TUESDAY_NINE not in at
    assert WEDNESDAY_NINE in at


def test_a_schedule_made_meanwhile_is_paused_too(api, dana, sam):
    record(api(sam), dana, "in_hospital", until_on="2026-11-25")

    planned = plan_daily(dana, sam, now=MONDAY_TEN)

    assert planned.schedule.paused_until == utc("2026-11-26T05:00")  # midnight in New York
    assert asked_at(TUESDAY_NINE, WEDNESDAY_NINE) == 0


def test_what_the_person_begins_alone_is_no_matter_of_the_pause(api, dana, sam):
    record(api(sam), dana, "in_hospital")

    assert begin(dana).state == "open"


def test_another_site_goes_on_asking(api, dana, sam, daily, theo):
    staffing.assign(dana, theo, now=utc("2026-11-20T12:00"))
    Consent.objects.create(person=dana, site=theo.site, data_class=DataClass.PLAN, granted_at=utc("2026-11-20T12:00"))
    theirs = plan_daily(dana, theo)
    opening.open_check_ins(now=utc("2026-11-23T14:00"))

    record(api(sam), dana, "in_hospital")

    assert asked_at(TUESDAY_NINE) == 1
    assert CheckIn.objects.latest("opened_at").schedule == theirs


def test_who_is_paused_is_told_by_site_and_day(api, clinic, other_clinic, dana, nora, sam):
    desk = api(sam)
    event = record(desk, dana, "paused_by_staff", until_on="2026-11-24")
    both = {dana.pk, nora.pk}

    assert paused_people(both, clinic.pk, MONDAY_TEN) == {dana.pk}
    assert paused_people(both, other_clinic.pk, MONDAY_TEN) == set()
    assert paused_people(both, clinic.pk, utc("2026-11-25T04:59")) == {dana.pk}  # 23:59 in New York
    assert paused_people(both, clinic.pk, utc("2026-11-25T05:00")) == set()

    take_back(desk, dana, event)
    assert paused_people(both, clinic.pk, MONDAY_TEN) == set()
    assert paused_people(both, clinic.pk, utc("2026-11-23T14:59")) == {dana.pk}


def test_asking_who_is_paused_costs_the_same_for_many(dana, nora, unfollowed, clinic, django_assert_num_queries):
    people = list(Person.objects.values_list("pk", flat=True))

    with django_assert_num_queries(3):
        paused_people(people, clinic.pk, MONDAY_TEN)


def test_one_pause_at_a_time(api, dana, sam):
    desk = api(sam)
    first = record(desk, dana, "in_hospital", from_on="2026-12-01")

    second = record(desk, dana, "paused_by_staff")

    assert second.status_code == 422
    assert second.json()["code"] == "life-event-stands"
    take_back(desk, dana, first)
    assert record(desk, dana, "paused_by_staff").status_code == 201


def test_a_pause_that_is_over_stands_in_nobody_s_way(api, clock, dana, sam):
    record(api(sam), dana, "in_hospital", until_on="2026-11-23")
    clock.move_to(utc("2026-11-24T15:00"))

    assert record(api(sam), dana, "in_hospital").status_code == 201


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "in_hospital", "until_on": "2026-11-22"}, "/until_on"),
        ({"kind": "in_hospital", "from_on": "2026-11-25", "until_on": "2026-11-24"}, "/until_on"),
        ({"kind": "in_hospital", "until_on": "9999-12-31"}, "/until_on"),
        ({"kind": "in_hospital", "from_on": "0001-01-01"}, "/from_on"),
        ({"kind": "in_hospital", "to_staff_id": CLIENT_ID}, "/to_staff_id"),
        ({"kind": "discharged", "from_on": "2026-11-24"}, "/from_on"),
        ({"kind": "discharged", "until_on": "2026-11-24"}, "/until_on"),
        ({"kind": "died", "until_on": "2026-11-24"}, "/until_on"),
        ({"kind": "transferred"}, "/to_staff_id"),
        ({"kind": "transferred", "to_staff_id": CLIENT_ID}, "/to_staff_id"),
        ({"kind": "moved"}, "/kind"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(api, dana, sam, body, pointer):
    response = api(sam).post(f"/v1/staff/people/{dana.pk}/life-events", body)

    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert not LifeEvent.objects.exists()


def test_the_same_event_under_its_id_is_one(api, dana, sam):
    desk = api(sam)
    first = record(desk, dana, "in_hospital", id=CLIENT_ID, reason="Surgery.")

    again = record(desk, dana, "in_hospital", id=CLIENT_ID, reason="Surgery.")
    other = record(desk, dana, "paused_by_staff", id=CLIENT_ID)

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert LifeEvent.objects.count() == 1


def test_the_list_says_what_was_recorded_by_whom(api, dana, sam):
    desk = api(sam)
    record(desk, dana, "in_hospital", until_on="2026-11-25", reason="Surgery.")

    [listed] = desk.get(f"/v1/staff/people/{dana.pk}/life-events").json()["results"]

    assert (listed["kind"], listed["from_on"], listed["until_on"]) == ("in_hospital", "2026-11-23", "2026-11-25")
    assert (listed["reason"], listed["created_by"]["handle"], listed["ended_at"]) == ("Surgery.", "sam", None)


def test_a_supervisor_without_the_plan_reads_what_they_alone_can_take_back(api, dana, sam, sue):
    record(api(sam), dana, "in_hospital", reason="Surgery.")
    assert api(sue).get(f"/v1/staff/people/{dana.pk}/life-events").status_code == 404
    record(api(sam), dana, "died", reason="Her sister called.")

    [listed] = api(sue).get(f"/v1/staff/people/{dana.pk}/life-events").json()["results"]

    assert (listed["kind"], listed["reason"]) == ("died", None)


def test_without_the_plan_a_counsellor_reads_nothing(api, dana, sam):
    record(api(sam), dana, "in_hospital")
    revoke(dana, DataClass.PLAN)

    assert api(sam).get(f"/v1/staff/people/{dana.pk}/life-events").status_code == 404


def test_it_is_there_for_nobody_else(api, dana, sam, theo):
    event = record(api(sam), dana, "in_hospital")
    stranger = api(theo)

    assert record(stranger, dana, "in_hospital").status_code == 404
    assert stranger.get(f"/v1/staff/people/{dana.pk}/life-events").status_code == 404
    assert take_back(stranger, dana, event).status_code == 404


def test_another_site_that_follows_them_does_not_read_or_end_it(api, dana, sam, theo):
    event = record(api(sam), dana, "in_hospital")
    staffing.assign(dana, theo, now=utc("2026-11-20T12:00"))
    Consent.objects.create(
        person=dana,
        site=Site.objects.get(pk=theo.site_id),
        data_class=DataClass.PLAN,
        granted_at=utc("2026-11-20T12:00"),
    )

    assert api(theo).get(f"/v1/staff/people/{dana.pk}/life-events").json()["results"] == []
    assert take_back(api(theo), dana, event).status_code == 404


def test_ending_it_twice_changes_nothing(api, clock, dana, sam):
    event = record(api(sam), dana, "in_hospital")
    take_back(api(sam), dana, event)
    clock.move_to(utc("2026-11-24T15:00"))

    assert take_back(api(sam), dana, event).status_code == 204

    assert LifeEvent.objects.get().ended_at == MONDAY_TEN
