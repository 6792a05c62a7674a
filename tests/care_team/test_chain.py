"""An L3 goes from one to the next, an L2 to the supervisors and on, and the person hears when nobody answers."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import Staff
from backend.care_team import alerts
from backend.care_team.models import AlertStep, OnCall
from backend.instruments.levels import Level
from notifications.models import Notification, OpenDelivery
from notifications.second_paths import paths
from tests.care_team.factories import MONDAY_TEN, away, open_alert, rung
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

AT_15, AT_30, AT_60 = utc("2026-11-23T15:15"), utc("2026-11-23T15:30"), utc("2026-11-23T16:00")


@pytest.fixture
def chain(clinic, sam, sue):
    """One, two and three are on call, in this order, and have phones."""
    named = [staffing.add_staff(clinic, Staff.Role.ON_CALL, login, None) for login in ("one", "two", "three")]
    for position, staff in enumerate(named):
        OnCall.objects.create(site=clinic, position=position, staff=staff)
    for staff in (sam, sue, *named):
        give_device(staff, f"phone-of-{staff.account.login}")
    return named


def _l3(person, **more):
    return open_alert(person, Level.L3, rules=("asq:acute positive",), **more)


def _told(person):
    return Notification.objects.filter(account=person.account, kind="help-answer")


def test_an_l3_goes_to_the_next_at_15_and_30_minutes_and_then_the_person_is_told(dana, sam, chain):
    alert = _l3(dana)
    first = rung(alert)

    alerts.sweep_alerts(now=utc("2026-11-23T15:14"))
    assert (first, rung(alert)) == (["one", "sam"], ["one", "sam"])
    alerts.sweep_alerts(now=AT_15)
    assert rung(alert, stage=1) == ["two"]
    assert not _told(dana).exists()
    alerts.sweep_alerts(now=AT_30)

    assert rung(alert, stage=2) == ["three"]
    notice = _told(dana).get()
    assert (notice.target_type, notice.deliver_at) == ("monitoring", AT_30)


def test_after_that_everybody_is_rung_again_and_again(dana, sam, sue, chain):
    alert = _l3(dana)

    for now in (AT_15, AT_30, AT_60, utc("2026-11-23T16:29"), utc("2026-11-23T16:30")):
        alerts.sweep_alerts(now=now)

    assert rung(alert, stage=3) == rung(alert, stage=4) == ["one", "sam", "sue", "three", "two"]
    assert _told(dana).count() == 1


def test_after_an_outage_the_stages_that_were_missed_are_made_up_for(dana, sam, chain):
    alert = _l3(dana)

    assert alerts.sweep_alerts(now=utc("2026-11-23T18:00")) == 2

    assert (rung(alert, stage=1), rung(alert, stage=2)) == (["two"], ["three"])
    alert.refresh_from_db()
    assert alert.next_page_at == utc("2026-11-23T18:30")


def test_an_acknowledgement_ends_the_chain(dana, sam, chain):
    alert = _l3(dana)
    alerts.sweep_alerts(now=AT_15)
    alerts.acknowledge(chain[1], alert.pk, now=utc("2026-11-23T15:20"))

    assert alerts.sweep_alerts(now=utc("2026-11-24T15:00")) == 0
    assert not OpenDelivery.objects.filter(kind="alert", stage=0, guard_person_id=dana.pk).exists()


def test_who_has_neither_phone_nor_second_path_is_passed_by_at_an_l3(dana, sam, chain, clinic, settings):
    without = staffing.add_staff(clinic, Staff.Role.ON_CALL, "zoe", None)
    OnCall.objects.filter(position=0).update(staff=without)

    alert = _l3(dana)

    assert rung(alert) == ["sam", "two", "zoe"]


def test_a_second_path_is_a_way_to_be_reached(dana, sam, chain, clinic, settings):
    settings.EMAIL_HOST = "mail.example"
    by_mail = staffing.add_staff(clinic, Staff.Role.ON_CALL, "zoe", None)
    paths.set_email(by_mail.account, "zoe@clinic.example", now=MONDAY_TEN)
    OnCall.objects.filter(position=0).update(staff=by_mail)

    alert = _l3(dana)

    assert rung(alert) == ["sam", "zoe"]
    assert OpenDelivery.objects.get(recipient_id=by_mail.pk).channel == "email"


def test_where_the_counsellor_has_no_phone_two_of_the_chain_are_rung_at_once(dana, chain, sam):
    sam.account.device_set.all().delete()

    assert rung(_l3(dana)) == ["one", "sam", "two"]


def test_where_nobody_who_is_left_can_be_reached_everybody_is_rung_again(dana, sam, sue, chain):
    for staff in (chain[1], chain[2], sue):
        staff.account.device_set.all().delete()
    alert = _l3(dana)

    alerts.sweep_alerts(now=AT_15)

    assert rung(alert, stage=1) == ["one", "sam", "sue", "three", "two"]


def test_an_l3_reaches_staff_on_two_channels(dana, sam, chain, settings):
    settings.EMAIL_HOST = "mail.example"
    paths.set_email(sam.account, "sam@clinic.example", now=MONDAY_TEN)

    _l3(dana)

    assert set(OpenDelivery.objects.filter(recipient_id=sam.pk).values_list("channel", flat=True)) == {"push", "email"}


def test_who_is_away_is_not_called(dana, sam, chain):
    away(sam, chain[2], "2026-11-23T00:00", "2026-11-24T00:00")

    assert rung(_l3(dana)) == ["one", "three"]


def test_an_l2_goes_on_to_the_chain_until_somebody_acknowledges(dana, sam, sue, chain):
    alert = open_alert(dana)

    for hour in (19, 20, 21, 22, 23):
        alerts.sweep_alerts(now=utc(f"2026-11-23T{hour}:00"))

    assert [rung(alert, stage=number) for number in range(5)] == [["sam"], ["sue"], ["one"], ["two"], ["three"]]
    assert rung(alert, stage=5) == ["one", "sam", "sue", "three", "two"]
    assert not _told(dana).exists()


def test_an_l1_goes_to_the_supervisors_when_its_day_is_over_and_no_further(dana, sam, sue):
    alert = open_alert(dana, Level.L1, rules=("daily-check-in:slip",))

    alerts.sweep_alerts(now=utc("2026-11-24T22:00"))
    assert alerts.sweep_alerts(now=utc("2026-12-24T22:00")) == 0

    assert rung(alert) == ["sue"]
    assert Notification.objects.get(account=sue.account).kind == "follow-up"


def test_the_person_reads_that_nobody_answered_with_the_numbers(api, dana, sam, clock):
    _l3(dana)
    client = api(dana)
    waiting = client.get("/v1/monitoring").json()
    clock.move_to(AT_15)

    body = client.get("/v1/monitoring").json()

    assert (waiting["follow_ups"][0]["state"], waiting["help"]) == ("waiting", None)
    assert body["follow_ups"][0]["state"] == "unanswered"
    assert body["follow_ups"][0]["text"].startswith("Nobody at your care team has answered yet.")
    assert body["help"]["emergency"]["number"] == "911"
    assert body["help"]["watching"] == body["follow_ups"][0]["text"]
    assert body["help"]["lines"]


@pytest.mark.parametrize(("level", "rings"), [(Level.L3, True), (Level.L2, True), (Level.L1, False)])
def test_the_person_is_rung_when_somebody_has_seen_what_is_urgent(dana, sam, level, rings):
    alert = open_alert(dana, level)

    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T15:14"))
    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T15:15"))

    assert _told(dana).count() == int(rings)


def test_that_nobody_answered_is_taken_back_once_somebody_does(dana, sam, chain):
    alert = _l3(dana)
    alerts.sweep_alerts(now=AT_30)
    alerts.sweep_alerts(now=AT_30)

    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T15:40"))

    assert [notice.withdrawn_at for notice in _told(dana).order_by("deliver_at")] == [utc("2026-11-23T15:40"), None]


def test_seen_by_your_team_at_this_time_of_the_person_s_own_clock(api, dana, sam, clock):
    alert = open_alert(dana)
    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T15:14"))

    today = api(dana).get("/v1/monitoring").json()["follow_ups"][0]["text"]
    clock.move_to(utc("2026-11-24T15:14"))
    tomorrow = api(dana).get("/v1/monitoring").json()["follow_ups"][0]["text"]

    assert today == "Seen by your team at 10:14."
    assert tomorrow == "Seen by your team at 10:14 on Monday."


def test_each_thing_that_happens_is_on_record_in_order(dana, sam, chain):
    alert = _l3(dana)
    alerts.sweep_alerts(now=AT_15)
    alerts.sweep_alerts(now=AT_30)
    alerts.claim(sam, alert.pk, now=utc("2026-11-23T15:40"))

    steps = AlertStep.objects.filter(alert=alert).order_by("pk").values_list("what", flat=True)

    assert list(steps) == ["opened", "passed-on", "passed-on", "person-told", "acknowledged", "claimed"]
