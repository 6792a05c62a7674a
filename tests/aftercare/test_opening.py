"""Scheduled check-ins open on time, ring, and close when nobody answered."""

import pytest

from backend.accounts.models import DataClass
from backend.aftercare import opening
from backend.aftercare.models import CheckIn
from backend.care_team.models import Alert
from notifications import schedules
from notifications.models import DeliveryLog, Notification, OpenDelivery
from tests.aftercare.factories import CALM, SELF_HARM, answer, begin, plan_daily, revoke
from tests.at_once import at_once
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

NINE = utc("2026-11-23T14:00")  # 09:00 in New York
CLOSES = utc("2026-11-24T02:00")


def _first_occurrence(schedule):
    return schedules.upcoming(schedule.schedule, after=utc("2026-11-23T00:00"), limit=1)[0].occurrence_id


def test_a_check_in_opens_on_time_under_the_id_of_its_occurrence(dana, sam):
    give_device(dana)
    schedule = plan_daily(dana, sam)

    assert opening.open_check_ins(now=utc("2026-11-23T13:59")) == 0
    assert opening.open_check_ins(now=NINE) == 1

    check_in = CheckIn.objects.get()
    assert check_in.pk == _first_occurrence(schedule)
    assert (check_in.state, check_in.opened_at, check_in.closes_at) == ("open", NINE, CLOSES)
    rung = OpenDelivery.objects.filter(notification_id=check_in.pk).order_by("stage")
    assert [each.deliver_at for each in rung] == [NINE, utc("2026-11-23T16:00")]


def test_a_second_scan_opens_nothing_twice(dana, sam):
    give_device(dana)
    plan_daily(dana, sam)
    opening.open_check_ins(now=NINE)

    opening.open_check_ins(now=NINE)

    assert CheckIn.objects.count() == 1
    assert OpenDelivery.objects.count() == 2


def test_after_an_answer_nothing_rings_again(api, dana, sam):
    give_device(dana)
    plan_daily(dana, sam)
    opening.open_check_ins(now=NINE)

    answer(api(dana), CheckIn.objects.get(), CALM)

    assert not OpenDelivery.objects.exists()


def test_a_plan_that_is_no_longer_shared_opens_nothing_and_the_person_can_see_why(dana, sam):
    give_device(dana)
    occurrence_id = _first_occurrence(plan_daily(dana, sam))
    revoke(dana, DataClass.PLAN)

    opening.open_check_ins(now=NINE)

    assert not CheckIn.objects.exists()
    assert not OpenDelivery.objects.exists()
    kept = Notification.objects.get()
    assert (kept.pk, kept.account_id, kept.withdrawn_at) == (occurrence_id, dana.pk, NINE)
    assert DeliveryLog.objects.get(notification_id=kept.pk).outcome == "consent_withdrawn"


def test_an_answer_opens_a_check_in_that_the_scan_has_not_reached(api, dana, sam):
    give_device(dana)
    occurrence_id = _first_occurrence(plan_daily(dana, sam))

    response = answer(api(dana), occurrence_id, SELF_HARM)

    assert response.status_code == 201
    assert Alert.objects.exists()
    opening.open_check_ins(now=utc("2026-11-23T15:01"))
    assert CheckIn.objects.filter(schedule__isnull=False).get().state == "answered"
    assert not OpenDelivery.objects.filter(recipient_id=dana.pk).exists()


def test_somebody_else_s_coming_check_in_is_not_there(api, dana, sam, nora):
    occurrence_id = _first_occurrence(plan_daily(dana, sam))

    assert answer(api(nora), occurrence_id, CALM).status_code == 404
    assert not CheckIn.objects.exists()


def test_an_unanswered_check_in_is_missed_and_parts_are_kept(api, dana):
    check_in = begin(dana)
    answer(api(dana), check_in, {"mood": 2}, final=False)

    assert opening.close_missed(now=utc("2026-11-24T14:59")) == 0
    assert opening.close_missed(now=utc("2026-11-24T15:00")) == 1

    check_in.refresh_from_db()
    assert check_in.state == "missed"
    assert check_in.responses.get().answers == {"mood": 2}


def test_an_answered_check_in_is_never_missed(api, dana):
    check_in = begin(dana)
    answer(api(dana), check_in, CALM)

    opening.close_missed(now=utc("2026-12-24T15:00"))

    check_in.refresh_from_db()
    assert check_in.state == "answered"


@pytest.mark.django_db(transaction=True)
def test_two_scans_at_once_open_each_check_in_once(dana, sam):
    for _ in range(5):
        plan_daily(dana, sam)

    taken = at_once(lambda: opening.open_check_ins(now=NINE))

    assert sum(taken) == 5
    assert CheckIn.objects.count() == 5
