"""After an outcome the person is asked how it is now, once for each follow-up."""

from datetime import timedelta

import pytest

from backend.accounts.models import Assignment, DataClass
from backend.aftercare import follow_ups, opening
from backend.aftercare.life_events import recording
from backend.aftercare.life_events.recording import Draft
from backend.aftercare.models import CheckIn, LifeEvent
from backend.care_team import alerts
from backend.care_team.models import Alert, FollowUp
from backend.config.celery import BEATS
from notifications.models import NotificationWishes, OpenDelivery
from tests.aftercare.factories import CALM, MONDAY_TEN, answer, expire, revoke
from tests.at_once import at_once
from tests.care_team.factories import open_alert
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

DAY, WEEK = utc("2026-11-24T15:00"), utc("2026-11-30T15:00")


@pytest.fixture
def closed(dana, sam):
    alert = open_alert(dana)
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "We spoke.", now=MONDAY_TEN)
    return alert


def _opened(person):
    return list(CheckIn.objects.filter(person=person).order_by("opened_at").values_list("instrument", "opened_at"))


def test_a_check_in_opens_a_day_and_a_week_after_the_outcome(dana, closed):
    for now in (DAY - timedelta(minutes=1), DAY, DAY + timedelta(minutes=1), WEEK, WEEK + timedelta(days=30)):
        follow_ups.open_follow_ups(now=now)

    assert _opened(dana) == [("daily-check-in", DAY), ("daily-check-in", WEEK)]
    assert not FollowUp.objects.due(WEEK).exists()


def test_it_rings_and_rings_again_two_hours_later_for_twelve_hours(dana, sam, closed):
    give_device(dana)

    follow_ups.open_follow_ups(now=DAY)

    check_in = CheckIn.objects.get()
    assert (check_in.site, check_in.closes_at) == (sam.site, utc("2026-11-25T03:00"))
    rings = OpenDelivery.objects.filter(notification_id=check_in.pk).order_by("deliver_at")
    assert [ring.deliver_at for ring in rings] == [DAY, utc("2026-11-24T17:00")]
    assert {ring.guard_data_class for ring in rings} == {"plan"}


def test_it_is_answered_like_any_other(api, dana, closed, clock):
    follow_ups.open_follow_ups(now=DAY)
    clock.move_to(utc("2026-11-24T16:00"))

    assert answer(api(dana), CheckIn.objects.get(), CALM).status_code == 201


def test_nobody_answers_and_it_is_missed(dana, closed):
    follow_ups.open_follow_ups(now=DAY)

    opening.close_missed(now=utc("2026-11-25T03:00"))

    assert CheckIn.objects.get().state == "missed"


@pytest.mark.parametrize("end", [revoke, expire])
def test_without_consent_to_a_plan_nobody_is_asked(dana, closed, end):
    end(dana, DataClass.PLAN)

    follow_ups.open_follow_ups(now=DAY)

    assert _opened(dana) == []
    assert FollowUp.objects.get(due_at=DAY).dropped_at == DAY


def test_who_is_followed_by_nobody_any_more_is_not_asked(dana, closed):
    Assignment.objects.update(ended_at=MONDAY_TEN)

    follow_ups.open_follow_ups(now=DAY)

    assert _opened(dana) == []


def test_while_another_alert_is_open_people_are_at_it_already(dana, sam, closed):
    open_alert(dana, now=utc("2026-11-24T14:00"))

    follow_ups.open_follow_ups(now=DAY)

    assert _opened(dana) == []


@pytest.mark.parametrize("kind", [LifeEvent.Kind.IN_HOSPITAL, LifeEvent.Kind.PAUSED_BY_STAFF, LifeEvent.Kind.DIED])
def test_who_is_paused_by_staff_or_has_died_is_not_asked(dana, sam, closed, kind):
    recording.record(sam, dana.pk, Draft(kind), now=MONDAY_TEN)

    follow_ups.open_follow_ups(now=DAY)

    assert _opened(dana) == []
    assert FollowUp.objects.get(due_at=DAY).dropped_at == DAY


def test_who_is_away_by_their_own_wish_is_asked_all_the_same(dana, closed):
    NotificationWishes.objects.create(account=dana.account, away_from=MONDAY_TEN)

    follow_ups.open_follow_ups(now=DAY)

    assert _opened(dana) == [("daily-check-in", DAY)]


def test_a_follow_up_is_one_check_in_however_often_the_scan_comes(dana, closed):
    follow_ups.open_follow_ups(now=DAY)
    [first] = CheckIn.objects.all()
    FollowUp.objects.update(opened_at=None)  # as after a backup of a moment before

    follow_ups.open_follow_ups(now=DAY)

    assert CheckIn.objects.get() == first


def test_celery_rings_for_them():
    assert "backend.aftercare.tasks.open_follow_ups" in {beat.task for beat in BEATS}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_once(dana, sam):
    alert = open_alert(dana)
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "We spoke.", now=MONDAY_TEN)

    taken = at_once(lambda: follow_ups.open_follow_ups(now=DAY))

    assert sum(taken) == 1
    assert CheckIn.objects.count() == 1
