"""Who is in hospital, paused by staff or has died is waited for by no rule about misses and by no worklist."""

import pytest

from backend.aftercare import opening
from backend.aftercare.life_events import recording
from backend.aftercare.life_events.recording import Draft
from backend.aftercare.models import CheckIn, LifeEvent
from backend.care_team import alerts
from backend.care_team.models import Alert
from tests.aftercare.factories import SELF_HARM, answer, plan_daily
from tests.aftercare.life_events import record
from tests.aftercare.quiet.days import DAY, miss_day, open_day
from tests.times import utc

pytestmark = pytest.mark.django_db

MONDAY = utc("2026-11-23T14:00")  # 09:00 in New York
TUESDAY = MONDAY + DAY
KINDS = [LifeEvent.Kind.IN_HOSPITAL, LifeEvent.Kind.PAUSED_BY_STAFF]


def say(staff, person, kind, *, now):
    return recording.record(staff, person.pk, Draft(kind), now=now)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_miss_in_a_row_means_nothing_meanwhile(dana, sam, kind):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    open_day(TUESDAY)

    say(sam, dana, kind, now=utc("2026-11-24T15:00"))
    opening.close_missed(now=utc("2026-11-25T02:00"))

    assert CheckIn.objects.latest("opened_at").state == "missed"
    assert not Alert.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_nor_does_a_miss_soon_after_a_serious_answer(api, dana, sam, kind):
    plan_daily(dana, sam)
    answer(api(dana), open_day(MONDAY), SELF_HARM)
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "Spoke.", now=utc("2026-11-23T16:00"))
    open_day(TUESDAY)

    say(sam, dana, kind, now=utc("2026-11-24T15:00"))
    opening.close_missed(now=utc("2026-11-25T02:00"))

    assert not Alert.objects.open().exists()


def test_after_the_pause_the_rules_hold_again(dana, sam):
    plan_daily(dana, sam)
    event = say(sam, dana, LifeEvent.Kind.IN_HOSPITAL, now=utc("2026-11-22T15:00"))
    recording.take_back(sam, dana.pk, event.pk, now=utc("2026-11-22T16:00"))

    miss_day(MONDAY)
    miss_day(TUESDAY)

    assert Alert.objects.get().level == "L1"


@pytest.mark.parametrize("kind", [*KINDS, LifeEvent.Kind.DIED])
def test_a_worklist_waits_for_none_of_them(api, clock, dana, sam, kind):
    clock.move_to(utc("2026-12-23T15:00"))
    assert api(sam).get("/v1/staff/worklist").json()["results"] != []

    record(api(sam), dana, kind)

    assert api(sam).get("/v1/staff/worklist").json()["results"] == []
