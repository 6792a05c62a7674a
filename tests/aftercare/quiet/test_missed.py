"""Missed check-ins reach a human: the second in a row, and any soon after something serious."""

import uuid
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import Assignment, DataClass
from backend.aftercare import check_ins, opening
from backend.aftercare.check_ins import Wish
from backend.aftercare.models import CheckIn, CheckInSchedule, Contact
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from notifications.models import Notification
from tests.aftercare.factories import CALM, PHQ9_CALM, answer, begin, follow_too, plan_daily, revoke
from tests.aftercare.quiet.days import DAY, miss_day, open_day
from tests.at_once import at_once
from tests.care_team.broadcasting import follow
from tests.care_team.factories import open_alert, rules_on_alerts
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

MONDAY = utc("2026-11-23T14:00")  # 09:00 in New York
TUESDAY, WEDNESDAY = MONDAY + DAY, MONDAY + 2 * DAY


def test_a_first_miss_opens_no_alert(dana, sam):
    plan_daily(dana, sam)

    missed = miss_day(MONDAY)

    assert missed.state == "missed"
    assert not Alert.objects.exists()


def test_a_second_miss_in_a_row_is_l1(dana, sam):
    plan_daily(dana, sam)
    miss_day(MONDAY)

    missed = miss_day(TUESDAY)

    alert = Alert.objects.get()
    assert (alert.level, alert.owner, alert.opened_at) == ("L1", sam, missed.closes_at)
    evidence = alert.evidence.get()
    assert (evidence.about_type, evidence.about_id, evidence.rules) == ("check-in", missed.pk, ["missed:in-a-row"])


def test_a_third_miss_is_more_evidence_and_asks_nobody_again(dana, sam):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    second = miss_day(TUESDAY)

    miss_day(WEDNESDAY)

    alert = Alert.objects.get()
    assert (alert.evidence.count(), alert.asked_at) == (2, second.closes_at)


def test_an_answer_between_two_misses_breaks_the_row(api, dana, sam, clock):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    clock.move_to(TUESDAY)
    answer(api(dana), open_day(TUESDAY), CALM)

    miss_day(WEDNESDAY)

    assert not Alert.objects.exists()


def test_who_declines_has_not_missed_it(api, dana, sam, clock):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    clock.move_to(TUESDAY)
    api(dana).post(f"/v1/check-ins/{open_day(TUESDAY).pk}/decline", {})

    miss_day(WEDNESDAY)

    assert sorted(CheckIn.objects.values_list("state", flat=True)) == ["declined", "missed", "missed"]
    assert not Alert.objects.exists()


def test_misses_of_two_schedules_on_one_day_are_no_row(dana, sam):
    plan_daily(dana, sam)
    plan_daily(dana, sam, instrument="phq-2")

    miss_day(MONDAY)

    assert CheckIn.objects.filter(state="missed").count() == 2
    assert not Alert.objects.exists()


def test_what_staff_asked_outside_any_schedule_makes_a_row_of_its_own(dana, sam):
    for day in (MONDAY, TUESDAY):
        check_ins.ask_now(sam, dana.pk, Wish("gad-7"), now=day)
        opening.close_missed(now=day + DAY)

    assert rules_on_alerts() == ["missed:in-a-row"]


def test_what_the_person_began_is_never_missed_by_anybody(dana):
    for day in (MONDAY, TUESDAY):
        begin(dana, now=day)
        opening.close_missed(now=day + DAY)

    assert set(CheckIn.objects.values_list("state", "miss")) == {("missed", None)}
    assert not Alert.objects.exists()


def test_what_their_own_answers_called_for_is_not_waited_for(api, dana, sam):
    asked = check_ins.ask_now(sam, dana.pk, Wish("phq-9"), now=MONDAY).check_in
    answer(api(dana), asked, PHQ9_CALM | {"q9": 1})
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "Spoke.", now=TUESDAY)

    opening.close_missed(now=WEDNESDAY)

    prompted = CheckIn.objects.get(instrument="asq")
    assert (prompted.site, prompted.state, prompted.miss) == (sam.site, "missed", None)
    assert rules_on_alerts() == ["phq-9:item-nine"]


@pytest.mark.parametrize("outcome", ["not-reached", "message-left"])
def test_a_contact_that_reached_nobody_breaks_no_row(dana, sam, outcome):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    _contact(dana, sam, outcome, at=utc("2026-11-24T15:00"))

    miss_day(TUESDAY)

    assert rules_on_alerts() == ["missed:in-a-row"]


def test_a_contact_since_the_last_miss_breaks_the_row(dana, sam):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    _contact(dana, sam, "reached", at=utc("2026-11-24T15:00"))

    miss_day(TUESDAY)

    assert not Alert.objects.exists()


def test_an_alert_whose_person_was_reached_is_a_contact_too(dana, sam):
    plan_daily(dana, sam)
    for day in (MONDAY, TUESDAY):
        miss_day(day)
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "Spoke.", now=WEDNESDAY)

    miss_day(WEDNESDAY)

    assert not Alert.objects.open().exists()


def test_an_answer_in_time_that_arrives_late_lowers_nothing_and_the_miss_says_so(api, dana, sam, clock):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    missed = miss_day(TUESDAY)
    clock.move_to(utc("2026-11-25T08:00"))

    response = answer(api(dana), missed, CALM, answered_at="2026-11-24T20:00:00Z")

    assert response.status_code == 201
    missed.refresh_from_db()
    assert (missed.state, missed.miss) == ("answered", "unreachable")
    assert Alert.objects.open().get().level == "L1"


@pytest.mark.parametrize("data_class", [DataClass.PLAN, DataClass.ALERTS])
def test_without_consent_nobody_is_told(dana, sam, data_class):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    open_day(TUESDAY)
    revoke(dana, data_class, at=utc("2026-11-24T20:00"))

    opening.close_missed(now=utc("2026-11-25T02:00"))

    assert not Alert.objects.exists()


def test_with_nobody_assigned_there_is_no_alert(dana, sam):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    Assignment.objects.update(ended_at=TUESDAY)

    miss_day(TUESDAY)

    assert CheckIn.objects.filter(state="missed").count() == 2
    assert not Alert.objects.exists()


def test_only_the_site_that_asked_is_told(dana, sam, theo):
    follow_too(theo, dana, DataClass.PLAN, DataClass.ALERTS)
    plan_daily(dana, sam)
    miss_day(MONDAY)

    miss_day(TUESDAY)

    assert [alert.site for alert in Alert.objects.all()] == [sam.site]


def test_several_misses_in_one_scan_are_evidence_once_each_on_one_alert(dana, sam):
    plan_daily(dana, sam)
    open_alert(dana, Level.L2, now=MONDAY)
    ids = {open_day(day).pk for day in (MONDAY, TUESDAY, WEDNESDAY)}

    opening.close_missed(now=utc("2026-11-27T02:00"))

    alert = Alert.objects.get()
    told = alert.evidence.filter(about_id__in=ids)
    assert sorted((each.about_id, each.level) for each in told) == sorted((id_, "L2") for id_ in ids)
    assert told.get(about_id=CheckIn.objects.latest("opened_at").pk).rules == [
        "missed:in-a-row",
        "missed:after-serious",
    ]


def test_a_miss_says_how_far_its_notice_got(dana, sam):
    plan_daily(dana, sam)
    assert miss_day(MONDAY).miss == "unreachable"
    assert CheckIn.objects.get().miss_why == "no_device"
    give_device(dana)
    shown = open_day(TUESDAY)
    Notification.objects.filter(pk=shown.pk).update(seen_at=TUESDAY)

    opening.close_missed(now=shown.closes_at)

    shown.refresh_from_db()
    assert shown.miss == "seen"


def test_who_began_to_answer_has_seen_it(api, dana, sam):
    plan_daily(dana, sam)
    check_in = open_day(MONDAY)
    answer(api(dana), check_in, {"mood": 2}, final=False)

    opening.close_missed(now=check_in.closes_at)

    check_in.refresh_from_db()
    assert (check_in.state, check_in.miss) == ("missed", "seen")


def test_first_misses_cost_the_same_few_queries_however_many(dana, sam):
    plan_daily(dana, sam)
    open_day(MONDAY)
    one = _queries_to_close(now=utc("2026-11-24T02:00"))
    for number in range(8):
        plan_daily(follow(sam, f"person-{number}"), sam, dtstart=datetime(2026, 11, 25, 9))  # noqa: DTZ001 - a local time
    CheckInSchedule.objects.filter(person=dana).update(missed_policy="none")
    open_day(WEDNESDAY)

    assert _queries_to_close(now=utc("2026-11-26T02:00")) == one


def _queries_to_close(*, now):
    with CaptureQueriesContext(connection) as queries:
        assert opening.close_missed(now=now)
    return len(queries)


@pytest.mark.django_db(transaction=True)
def test_two_scans_at_once_open_one_alert(dana, sam):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    open_day(TUESDAY)

    closed = at_once(lambda: opening.close_missed(now=utc("2026-11-25T02:00")))

    assert sum(closed) == 1
    assert Alert.objects.get().evidence.count() == 1


def _contact(person, staff, outcome, *, at):
    return Contact.objects.create(
        pk=uuid.uuid4(),
        person=person,
        site=staff.site,
        staff=staff,
        how="phone",
        outcome=outcome,
        occurred_at=at,
        logged_at=at,
    )


def test_a_person_finds_a_kind_word_beside_what_they_missed(api, dana, sam, clock):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    begin(dana, now=TUESDAY)

    begun, missed = api(dana).get("/v1/check-ins").json()["results"]

    assert missed["note"] == "You missed this check-in. That happens, and you can start one at any time."
    assert begun["note"] is None


def test_staff_see_how_far_the_notice_of_a_miss_got(api, dana, sam):
    plan_daily(dana, sam)
    miss_day(MONDAY)

    [shown] = api(sam).get(f"/v1/staff/people/{dana.pk}/check-ins").json()["results"]

    assert (shown["state"], shown["miss"], shown["miss_why"]) == ("missed", "unreachable", "no_device")


def test_a_schedule_rings_again_and_closes_as_the_policy_says(api, dana, sam):
    wish = {
        "instrument": "phq-2",
        "dtstart": "2026-11-24T09:00:00",
        "rrule": "FREQ=DAILY",
        "zone": {"policy": "floating"},
    }

    made = api(sam).post(f"/v1/staff/people/{dana.pk}/check-in-schedules", wish).json()

    assert (made["window_minutes"], made["remind_again_after_minutes"]) == (720, [120])
