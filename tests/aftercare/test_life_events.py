"""Discharged, transferred, died: who may say so, what staff see from then on, and what the person is told."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import Assignment, Consent, DataClass, Person, Staff
from backend.aftercare.models import CheckIn, CheckInSchedule, LifeEvent
from backend.care_team.models import Alert
from notifications.models import Notification
from tests.aftercare.appointments.booking import booked
from tests.aftercare.factories import CALM, SELF_HARM, answer, begin, plan_daily, revoke
from tests.aftercare.life_events import record, take_back
from tests.care_team.factories import open_alert
from tests.times import utc

pytestmark = pytest.mark.django_db

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000012"


@pytest.fixture
def lee(clinic):
    """Another counsellor at Sam's clinic."""
    return staffing.add_staff(clinic, Staff.Role.COUNSELLOR, "lee", None)


def join_other_site(person: Person, staff: Staff) -> None:
    staffing.assign(person, staff, now=utc("2026-11-20T12:00"))
    Consent.objects.bulk_create(
        Consent(person=person, site=staff.site, data_class=each, granted_at=utc("2026-11-20T12:00"))
        for each in DataClass
    )


def test_after_a_discharge_staff_see_nothing_from_the_next_request_on(api, dana, sam, sue):
    desk = api(sam)
    assert desk.get(f"/v1/staff/people/{dana.pk}").status_code == 200

    assert record(desk, dana, "discharged").status_code == 201

    for path in ("", "/check-ins", "/check-in-schedules", "/team", "/life-events", "/notifications"):
        assert desk.get(f"/v1/staff/people/{dana.pk}{path}").status_code == 404
        assert api(sue).get(f"/v1/staff/people/{dana.pk}{path}").status_code == 404
    assert desk.get("/v1/staff/people").json()["results"] == []


def test_a_discharge_ends_what_the_site_had_planned_and_asked(api, dana, sam):
    plan_daily(dana, sam)
    asked = api(sam).post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "phq-9"}).json()["id"]
    own = begin(dana)

    record(api(sam), dana, "discharged")

    assert CheckInSchedule.objects.get().schedule.cancelled_at is not None
    assert CheckIn.objects.get(pk=asked).state == "cancelled"
    assert CheckIn.objects.get(pk=own.pk).state == "open"
    assert Notification.objects.get(target_id=asked).withdrawn_at is not None


def test_a_discharge_calls_off_the_appointments_to_come(api, dana, sam):
    booked(api(sam), dana)

    record(api(sam), dana, "discharged")

    [appointment] = api(dana).get("/v1/appointments").json()["results"]
    assert appointment["outcome"] == "cancelled"
    kinds = Notification.objects.filter(account=dana.account, withdrawn_at=None).values_list("target_type", flat=True)
    assert list(kinds) == ["monitoring"]


def test_the_person_is_told_who_watches_no_more_and_since_when(api, dana, sam):
    record(api(sam), dana, "discharged")

    assert Notification.objects.get(account=dana.account).kind == "care"
    told = api(dana).get("/v1/monitoring").json()
    assert told["status"] == "nobody"
    assert told["text"].startswith(
        "Harbour Clinic no longer watches since 23 November 2026. No one at a clinic sees this."
    )
    assert told["no_longer"] == [{"site": "Harbour Clinic", "since": "2026-11-23T15:00:00Z"}]
    assert told["seen_by"] == {"always": [], "if_urgent": [], "site": None}


def test_after_a_discharge_the_person_s_own_data_stays_whole(api, dana, sam):
    check_in = begin(dana)
    answer(api(dana), check_in, CALM)
    api(dana).post("/v1/reminders", {"text": "Call mother", "dtstart": "2026-11-24T09:00:00", "rrule": "FREQ=DAILY"})

    record(api(sam), dana, "discharged")

    phone = api(dana)
    assert [each["id"] for each in phone.get("/v1/check-ins").json()["results"]] == [str(check_in.pk)]
    assert phone.get("/v1/me/export").json()["aftercare"]["check_ins"][0]["responses"][0]["answers"] == CALM
    assert phone.get("/v1/reminders").json()["results"][0]["next_occurrences"] != []
    assert phone.get("/v1/agenda").json()["results"] != []


def test_what_is_answered_after_a_discharge_brings_help_and_says_that_nobody_reads_it(api, dana, sam):
    record(api(sam), dana, "discharged")

    body = answer(api(dana), begin(dana), SELF_HARM).json()

    assert body["monitoring"] == {"status": "nobody", "next_review_at": None}
    assert body["help"]["emergency"]["number"] == "911"
    assert not Alert.objects.exists()


def test_nobody_is_discharged_while_an_alert_waits_for_its_outcome(api, dana, sam):
    alert, desk = open_alert(dana), api(sam)

    refused = record(desk, dana, "discharged")

    assert (refused.status_code, refused.json()["code"]) == (422, "alert-open")
    assert refused.json()["alert_id"] == str(alert.pk)
    assert not LifeEvent.objects.exists()
    desk.post(f"/v1/staff/alerts/{alert.pk}/outcome", {"outcome": "handed-over", "note": "The new clinic knows."})
    assert record(desk, dana, "discharged").status_code == 201


def test_an_alert_stays_on_record_after_a_discharge(api, dana, sam):
    alert = open_alert(dana)
    api(sam).post(f"/v1/staff/alerts/{alert.pk}/outcome", {"outcome": "reached", "note": "We talked."})

    record(api(sam), dana, "discharged")

    alert.refresh_from_db()
    assert (alert.owner, alert.outcome) == (sam, "reached")
    assert api(sam).get("/v1/staff/alerts").json()["results"] == []


def test_another_site_keeps_watching_after_a_discharge(api, dana, sam, theo):
    join_other_site(dana, theo)

    record(api(sam), dana, "discharged")

    assert api(theo).get(f"/v1/staff/people/{dana.pk}").status_code == 200
    told = api(dana).get("/v1/monitoring").json()
    assert told["text"].startswith(
        "Harbour Clinic no longer watches since 23 November 2026. Your care team at Hill Clinic"
    )


def test_who_shares_nothing_any_more_can_be_discharged(api, dana, sam):
    revoke(dana, *DataClass)

    assert record(api(sam), dana, "discharged").status_code == 201


def test_a_discharge_sent_again_is_the_same_one(api, dana, sam):
    first = record(api(sam), dana, "discharged", id=CLIENT_ID)

    again = record(api(sam), dana, "discharged", id=CLIENT_ID)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_a_supervisor_discharges_without_following(api, dana, sue):
    assert record(api(sue), dana, "discharged").status_code == 201


@pytest.mark.parametrize("kind", [each for each in LifeEvent.Kind if each != "transferred"])
def test_nobody_else_says_what_has_happened(api, dana, lee, theo, kind):
    for who in (lee, theo):
        assert record(api(who), dana, kind).status_code == 404

    assert not LifeEvent.objects.exists()


def test_a_transfer_moves_the_person_and_the_old_team_sees_nothing(api, dana, sam, lee):
    plan_daily(dana, sam)

    assert record(api(sam), dana, "transferred", to_staff_id=str(lee.pk)).status_code == 201

    assert api(sam).get(f"/v1/staff/people/{dana.pk}").status_code == 404
    assert api(lee).get(f"/v1/staff/people/{dana.pk}").status_code == 200
    assert CheckInSchedule.objects.get().schedule.cancelled_at is None
    assert Notification.objects.get(account=dana.account).kind == "care"
    always = api(dana).get("/v1/monitoring").json()["seen_by"]["always"]
    assert [reader["handle"] for reader in always] == ["lee"]


def test_a_transfer_hands_an_open_alert_over(api, dana, sam, sue, lee):
    alert = open_alert(dana)

    record(api(sue), dana, "transferred", to_staff_id=str(lee.pk))

    alert.refresh_from_db()
    assert (alert.owner, alert.state) == (lee, "open")
    pages = Notification.objects.filter(target_id=alert.pk, withdrawn_at=None)
    assert [page.account_id for page in pages] == [lee.pk]
    assert api(lee).post(f"/v1/staff/alerts/{alert.pk}/acknowledge").status_code == 200


def test_nobody_is_transferred_to_another_site(api, dana, sam, theo):
    response = record(api(sam), dana, "transferred", to_staff_id=str(theo.pk))

    assert response.status_code == 400
    assert Assignment.objects.get(person=dana).ended_at is None


def test_a_transfer_is_not_taken_back_but_done_again(api, dana, sam, sue, lee):
    event = record(api(sue), dana, "transferred", to_staff_id=str(lee.pk))

    refused = take_back(api(sue), dana, event)

    assert (refused.status_code, refused.json()["code"]) == (422, "cannot-be-undone")


def test_a_counsellor_says_that_somebody_died_and_alerts_get_an_outcome_of_their_own(api, dana, sam):
    alert = open_alert(dana)

    assert record(api(sam), dana, "died", from_on="2026-11-21").status_code == 201

    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("closed", "died")


def test_staff_cannot_give_an_alert_that_outcome(api, dana, sam):
    alert = open_alert(dana)

    response = api(sam).post(f"/v1/staff/alerts/{alert.pk}/outcome", {"outcome": "died", "note": "x"})

    assert response.status_code == 400


def test_who_died_is_asked_nothing_and_shown_no_notice(api, dana, sam):
    asked = api(sam).post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "phq-9"}).json()["id"]
    own = begin(dana)

    record(api(sam), dana, "died")

    phone = api(dana)
    assert set(CheckIn.objects.filter(pk__in=[asked, own.pk]).values_list("state", flat=True)) == {"cancelled"}
    assert phone.get("/v1/notifications").json()["results"] == []
    assert phone.get("/v1/agenda").json()["results"] == []


def test_the_phone_still_finds_help_and_hears_that_nobody_watches(api, dana, sam):
    record(api(sam), dana, "died")

    body = answer(api(dana), begin(dana), SELF_HARM).json()

    assert body["help"]["emergency"]["number"] == "911"
    assert body["monitoring"]["status"] == "nobody"
    assert not Alert.objects.exists()


def test_the_record_stays_with_who_followed_them(api, dana, sam):
    record(api(sam), dana, "died")

    assert api(sam).get(f"/v1/staff/people/{dana.pk}").status_code == 200
    assert len(api(sam).get(f"/v1/staff/people/{dana.pk}/life-events").json()["results"]) == 1


def test_only_a_supervisor_takes_it_back(api, dana, sam, sue):
    event = record(api(sam), dana, "died")

    assert take_back(api(sam), dana, event).status_code == 403
    assert Person.objects.get(pk=dana.pk).silenced_at is not None
    assert take_back(api(sue), dana, event).status_code == 204
    assert Person.objects.get(pk=dana.pk).silenced_at is None


def test_taken_back_staff_are_told_of_danger_again(api, dana, sam, sue):
    event = record(api(sam), dana, "died")
    take_back(api(sue), dana, event)

    assert answer(api(dana), begin(dana), SELF_HARM).json()["monitoring"]["status"] == "will_be_read"
    assert Alert.objects.get().owner == sam


def test_a_supervisor_elsewhere_does_not_take_it_back(api, other_clinic, dana, sam, theo):
    una = staffing.add_staff(other_clinic, Staff.Role.SUPERVISOR, "ursula", None)
    event = record(api(sam), dana, "died")
    join_other_site(dana, theo)

    assert take_back(api(una), dana, event).status_code == 404


def test_what_two_sites_say_is_taken_back_by_both(api, dana, sam, sue, theo):
    join_other_site(dana, theo)
    record(api(theo), dana, "died")
    event = record(api(sam), dana, "died")

    take_back(api(sue), dana, event)

    assert Person.objects.get(pk=dana.pk).silenced_at is not None


def test_nobody_dies_twice_at_one_site(api, dana, sam):
    record(api(sam), dana, "died")

    again = record(api(sam), dana, "died")

    assert (again.status_code, again.json()["code"]) == (422, "life-event-stands")


def test_erasing_a_person_erases_what_was_recorded(api, dana, sam):
    record(api(sam), dana, "in_hospital", reason="Surgery.")

    assert api(dana).delete("/v1/me").status_code == 204

    assert not LifeEvent.objects.exists()
