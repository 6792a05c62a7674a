"""An open alert is always somebody's who may see it: it goes to who covers, and back."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import AlertAccess, Assignment, DataClass, Staff
from backend.care_team import alerts
from backend.care_team.models import Alert, AlertStep
from backend.instruments.levels import Level
from notifications.models import Notification
from tests.at_once import at_once
from tests.care_team.factories import MONDAY_TEN, away, open_alert, revoke, rung
from tests.times import utc

pytestmark = pytest.mark.django_db

BEGINS, ENDS = "2026-11-24T12:00", "2026-11-25T12:00"
NOON = utc("2026-11-23T17:00")


def _leave(staff):
    staff.account.is_active = False
    staff.account.save()


def _owner():
    return Alert.objects.get().owner


def test_it_goes_to_who_covers_when_the_absence_begins_and_back_when_it_ends(dana, sam, tess):
    open_alert(dana)
    away(sam, tess, BEGINS, ENDS)

    assert alerts.hand_over_alerts(now=utc("2026-11-24T11:59")) == 0
    assert alerts.hand_over_alerts(now=utc(BEGINS)) == 1
    assert _owner() == tess
    assert alerts.hand_over_alerts(now=utc("2026-11-25T11:59")) == 0
    assert alerts.hand_over_alerts(now=utc(ENDS)) == 1
    assert _owner() == sam
    assert alerts.hand_over_alerts(now=utc(ENDS)) == 0


def test_one_that_opened_meanwhile_goes_to_who_was_away_when_they_are_back(dana, sam, tess):
    away(sam, tess, BEGINS, ENDS)
    open_alert(dana, now=utc("2026-11-24T15:00"))

    alerts.hand_over_alerts(now=utc(ENDS))

    assert _owner() == sam


def test_an_absence_that_is_ended_early_gives_it_back_at_once(dana, sam, tess):
    open_alert(dana)
    cover = away(sam, tess, BEGINS, ENDS)
    alerts.hand_over_alerts(now=utc(BEGINS))
    cover.cancelled_at = utc("2026-11-24T14:00")
    cover.save()

    alerts.hand_over_alerts(now=utc("2026-11-24T14:00"))

    assert _owner() == sam


def test_a_claim_goes_the_same_way_and_back(dana, sam, tess):
    alert = open_alert(dana)
    alerts.claim(sam, alert.pk, now=MONDAY_TEN)
    away(sam, tess, BEGINS, ENDS)

    alerts.hand_over_alerts(now=utc(BEGINS))
    claimed_meanwhile = Alert.objects.get().claimed_by
    alerts.hand_over_alerts(now=utc(ENDS))

    assert claimed_meanwhile == tess
    assert Alert.objects.get().claimed_by == sam


def test_a_supervisor_s_claim_stays_though_the_owner_changes(dana, sam, tess, sue):
    alert = open_alert(dana)
    alerts.claim(sue, alert.pk, now=MONDAY_TEN)
    away(sam, tess, BEGINS, ENDS)

    alerts.hand_over_alerts(now=utc(BEGINS))

    assert (_owner(), Alert.objects.get().claimed_by) == (tess, sue)


def test_who_covers_may_acknowledge_and_who_is_away_is_not_rung(dana, sam, tess, sue):
    alert = open_alert(dana)
    away(sam, tess, "2026-11-23T16:00", ENDS)
    alerts.hand_over_alerts(now=NOON)

    open_alert(dana, Level.L3, rules=("asq:acute positive",), now=NOON)
    alerts.acknowledge(tess, alert.pk, now=NOON)

    assert rung(alert) == ["sam", "sue", "tess", "tess"]


def test_a_closed_account_hands_over_to_who_covers_else_a_supervisor_else_who_is_on_call(dana, sam, tess, sue, clinic):
    nick = staffing.add_staff(clinic, Staff.Role.ON_CALL, "nick", None)
    open_alert(dana)
    owners = []
    for leaver in (sam, sue):
        _leave(leaver)
        alerts.hand_over_alerts(now=NOON)
        owners.append(_owner())

    assert owners == [sue, nick]


def test_a_closed_account_with_a_cover_hands_over_to_it(dana, sam, tess, sue):
    open_alert(dana)
    away(sam, tess, "2026-11-23T16:00", ENDS)
    _leave(sam)

    alerts.hand_over_alerts(now=NOON)

    assert _owner() == tess


def test_when_the_last_one_leaves_it_ends_and_the_person_is_told(api, dana, sam, clock):
    open_alert(dana)
    _leave(sam)
    clock.move_to(NOON)

    alerts.hand_over_alerts(now=NOON)

    alert = Alert.objects.get()
    assert (alert.state, alert.outcome) == ("closed", "nobody-left")
    assert Notification.objects.get(account=dana.account).kind == "help-answer"
    body = api(dana).get("/v1/monitoring").json()
    assert body["status"] == "nobody"
    assert body["follow_ups"][0]["text"].startswith("Nobody at your care team looks at this any more.")
    assert body["help"]["emergency"]["number"] == "911"


def test_when_nobody_follows_the_person_any_more_it_ends(dana, sam, sue):
    open_alert(dana)
    Assignment.objects.update(ended_at=NOON)

    alerts.hand_over_alerts(now=NOON)

    assert Alert.objects.get().outcome == "nobody-left"


def test_a_colleague_who_takes_over_the_person_takes_over_the_alert(dana, sam, tess):
    open_alert(dana)
    Assignment.objects.update(ended_at=NOON)
    staffing.assign(dana, tess, now=NOON)

    alerts.hand_over_alerts(now=NOON)

    assert _owner() == tess


def test_a_consent_that_has_ended_closes_it_at_once(dana, sam):
    alert = open_alert(dana)
    alerts.acknowledge(sam, alert.pk, now=MONDAY_TEN)
    revoke(dana, DataClass.ALERTS, at=NOON)

    alerts.hand_over_alerts(now=NOON)

    assert Alert.objects.get().outcome == "consent-withdrawn"
    assert not AlertAccess.objects.exists()
    assert Notification.objects.filter(account=dana.account).count() == 1  # that it was seen, before


def test_who_moves_to_another_site_or_role_keeps_no_alert(dana, sam, sue, other_clinic):
    open_alert(dana)
    sam.site = other_clinic
    sam.save()
    staffing.assign(dana, sue, now=MONDAY_TEN)

    alerts.hand_over_alerts(now=NOON)

    assert _owner() == sue


def test_what_stands_well_costs_one_query(dana, sam, tess, django_assert_num_queries):
    open_alert(dana)

    with django_assert_num_queries(3):  # two are the savepoint
        alerts.hand_over_alerts(now=NOON)


def test_who_gets_it_is_rung_and_it_leaves_the_phone_of_who_had_it(dana, sam, tess):
    alert = open_alert(dana)
    away(sam, tess, BEGINS, ENDS)

    alerts.hand_over_alerts(now=utc(BEGINS))

    notices = Notification.objects.filter(kind="alert", target_id=alert.pk)
    assert notices.get(account=sam.account).withdrawn_at == utc(BEGINS)
    assert notices.get(account=tess.account).withdrawn_at is None


def test_who_gets_what_was_seen_already_learns_that_it_waits_for_its_outcome(dana, sam, tess):
    alert = open_alert(dana)
    alerts.acknowledge(sam, alert.pk, now=MONDAY_TEN)
    away(sam, tess, BEGINS, ENDS)

    alerts.hand_over_alerts(now=utc(BEGINS))

    assert Notification.objects.get(account=tess.account).kind == "follow-up"
    assert rung(alert) == ["sam"]


def test_a_handing_over_is_on_record(dana, sam, tess):
    open_alert(dana)
    away(sam, tess, BEGINS, ENDS)

    alerts.hand_over_alerts(now=utc(BEGINS))

    step = AlertStep.objects.get(what="handed-over")
    assert (step.staff, step.at) == (tess, utc(BEGINS))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_hand_over_once(dana, sam, tess):
    open_alert(dana)
    away(sam, tess, BEGINS, ENDS)

    at_once(lambda: alerts.hand_over_alerts(now=utc(BEGINS)))

    assert AlertStep.objects.filter(what="handed-over").count() == 1
