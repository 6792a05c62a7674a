"""A miss soon after something serious is urgent by itself."""

import pytest

from backend.aftercare import check_ins, opening
from backend.aftercare.check_ins import Wish
from backend.aftercare.models import CheckIn, CheckInSchedule
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from notifications.models import NotificationWishes
from tests.aftercare.factories import SELF_HARM, answer, plan_daily
from tests.aftercare.quiet.days import DAY, miss_day, open_day
from tests.care_team.factories import open_alert, rules_on_alerts
from tests.times import utc

pytestmark = pytest.mark.django_db

MONDAY = utc("2026-11-23T14:00")  # 09:00 in New York
TUESDAY, WEDNESDAY = MONDAY + DAY, MONDAY + 2 * DAY


def test_one_miss_soon_after_a_serious_answer_is_l2(api, dana, sam):
    plan_daily(dana, sam)
    open_day(MONDAY)
    answer(api(dana), CheckIn.objects.get(), SELF_HARM)
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "Spoke.", now=utc("2026-11-23T16:00"))

    miss_day(TUESDAY)

    assert Alert.objects.open().get().level == "L2"
    assert rules_on_alerts()[-1:] == ["missed:after-serious"]


def test_a_miss_a_week_after_a_serious_alert_has_closed_is_as_any_other(dana, sam):
    schedule = plan_daily(dana, sam, dtstart=utc("2026-12-01T09:00").replace(tzinfo=None))
    alert = open_alert(dana, Level.L3, now=utc("2026-11-23T15:00"))
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "Spoke.", now=utc("2026-11-24T13:00"))

    missed = miss_day(utc("2026-12-01T14:00"))

    assert missed.schedule == schedule
    assert not Alert.objects.open().exists()


def test_a_follow_up_seven_days_after_the_outcome_still_counts(dana, sam):
    alert = open_alert(dana, Level.L2, now=utc("2026-11-20T15:00"))
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "Spoke.", now=utc("2026-11-23T15:00"))
    check_ins.ask_now(sam, dana.pk, Wish("daily-check-in"), now=utc("2026-11-30T15:00"))

    opening.close_missed(now=utc("2026-12-01T15:00"))

    assert Alert.objects.open().get().level == "L2"


def test_what_was_urgent_stays_so_for_a_week_though_its_alert_began_anew_for_less(dana, sam):
    alert = open_alert(dana, Level.L2, now=utc("2026-11-22T15:00"))
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "Spoke.", now=utc("2026-11-22T16:00"))
    open_alert(dana, Level.L1, rules=("daily-check-in:slip",), now=utc("2026-11-22T17:00"))
    check_ins.ask_now(sam, dana.pk, Wish("daily-check-in"), now=MONDAY)

    opening.close_missed(now=TUESDAY)

    assert Alert.objects.open().get().level == "L2"


def test_a_miss_makes_not_every_later_one_urgent(dana, sam):
    plan_daily(dana, sam)
    open_alert(dana, Level.L2, now=utc("2026-11-16T15:00"))
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "Spoke.", now=utc("2026-11-16T16:00"))
    miss_day(MONDAY)
    alerts.record_outcome(sam, Alert.objects.open().get().pk, Alert.Outcome.REACHED, "Spoke.", now=TUESDAY)

    miss_day(TUESDAY)

    assert not Alert.objects.open().exists()


def test_a_schedule_without_missed_policy_opens_no_l1_and_still_an_l2(dana, sam):
    schedule = plan_daily(dana, sam)
    CheckInSchedule.objects.filter(pk=schedule.pk).update(missed_policy="none")
    miss_day(MONDAY)
    miss_day(TUESDAY)
    assert not Alert.objects.exists()
    open_alert(dana, Level.L2, now=WEDNESDAY)

    miss_day(WEDNESDAY)

    assert rules_on_alerts()[-1:] == ["missed:after-serious"]


def test_an_absence_of_the_person_s_own_holds_back_the_l1_and_not_the_l2(dana, sam):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    open_day(TUESDAY)
    NotificationWishes.objects.create(account=dana.account, away_from=utc("2026-11-24T16:00"))
    opening.close_missed(now=utc("2026-11-25T02:00"))
    assert not Alert.objects.exists()

    open_alert(dana, Level.L2, now=utc("2026-11-25T03:00"))
    check_ins.ask_now(sam, dana.pk, Wish("daily-check-in"), now=utc("2026-11-25T04:00"))
    opening.close_missed(now=utc("2026-11-26T04:00"))

    assert rules_on_alerts()[-1:] == ["missed:after-serious"]
