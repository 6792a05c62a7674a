"""A person always knows whether a human is watching."""

from datetime import date, time

import pytest

from backend.accounts import staffing
from backend.accounts.models import Assignment, Cover, DataClass, Staff
from backend.care_team import alerts
from backend.care_team.models import Alert, SiteHoliday, SiteHours
from backend.care_team.monitoring import Status, monitoring_of, seen_by, watch_of
from tests.care_team.factories import MONDAY_TEN, open_alert, revoke
from tests.times import utc

pytestmark = pytest.mark.django_db

SATURDAY = utc("2026-11-28T15:00")


def test_at_work_it_will_be_read(dana):
    found = monitoring_of(dana, DataClass.ANSWERS, now=MONDAY_TEN)

    assert (found.status, found.next_review_at) == (Status.WILL_BE_READ, None)


def test_before_opening_it_will_be_read_today(dana):
    found = monitoring_of(dana, DataClass.ANSWERS, now=utc("2026-11-23T11:00"))

    assert (found.status, found.next_review_at) == (Status.WILL_BE_READ, utc("2026-11-23T14:00"))


def test_at_the_weekend_it_is_read_on_monday(dana):
    found = monitoring_of(dana, DataClass.ANSWERS, now=SATURDAY)

    assert (found.status, found.next_review_at) == (Status.OUT_OF_HOURS, utc("2026-11-30T14:00"))


def test_a_holiday_puts_reading_off(dana, clinic):
    SiteHoliday.objects.create(site=clinic, on=date(2026, 11, 30))

    found = monitoring_of(dana, DataClass.ANSWERS, now=SATURDAY)

    assert found.next_review_at == utc("2026-12-01T14:00")


def test_a_site_s_own_hours_win_over_the_default(dana, clinic):
    SiteHours.objects.create(site=clinic, iso_weekday=6, opens=time(8), closes=time(12))

    assert monitoring_of(dana, DataClass.ANSWERS, now=SATURDAY).status == Status.WILL_BE_READ


@pytest.mark.parametrize("data_class", [DataClass.ANSWERS, DataClass.ALERTS])
def test_without_consent_for_the_class_nobody_watches(dana, data_class):
    revoke(dana, data_class, at=utc("2026-11-20T12:00"))

    found = monitoring_of(dana, data_class, now=MONDAY_TEN)

    assert found.status == Status.NOBODY
    assert found.text.startswith("No one at a clinic sees this")


@pytest.mark.parametrize("missing", [DataClass.CRAVINGS, DataClass.ALERTS])
def test_what_takes_two_grants_is_read_where_both_are_given(dana, missing):
    both = (DataClass.ALERTS, DataClass.CRAVINGS)
    before = monitoring_of(dana, *both, now=MONDAY_TEN), seen_by(dana, now=MONDAY_TEN)["always"]
    revoke(dana, missing, at=utc("2026-11-20T12:00"))

    watch = watch_of(dana, now=MONDAY_TEN)

    assert (before[0].status, len(before[1])) == (Status.WILL_BE_READ, 1)
    assert watch.monitoring(*both, now=MONDAY_TEN).status == Status.NOBODY
    assert watch.seen_by(needs=both)["always"] == []


def test_when_the_staff_member_has_left_nobody_watches(dana):
    Assignment.objects.update(ended_at=utc("2026-11-20T12:00"))

    assert monitoring_of(dana, DataClass.ANSWERS, now=MONDAY_TEN).status == Status.NOBODY
    assert seen_by(dana, now=MONDAY_TEN) == {"always": [], "if_urgent": [], "site": None}


def test_a_person_sees_that_somebody_has_seen_an_alert(api, dana, sam, clock):
    alert = open_alert(dana)
    before = api(dana).get("/v1/monitoring").json()
    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T15:14"))

    after = api(dana).get("/v1/monitoring").json()

    assert before["status"] == "will_be_read"
    assert before["follow_ups"] == [
        {
            "opened_at": "2026-11-23T15:00:00Z",
            "state": "waiting",
            "seen_at": None,
            "text": "Your care team has been told. Somebody looks by 14:00. "
            "If you are in danger, call the emergency number.",
        }
    ]
    assert after["follow_ups"][0] == {
        "opened_at": "2026-11-23T15:00:00Z",
        "state": "seen",
        "seen_at": "2026-11-23T15:14:00Z",
        "text": "Seen by your team at 10:14.",
    }


def test_a_person_is_told_when_nobody_answered(api, dana, clock):
    open_alert(dana)
    clock.move_to(utc("2026-11-23T19:00"))

    assert api(dana).get("/v1/monitoring").json()["follow_ups"][0]["state"] == "unanswered"


def test_contact_and_closing_are_told_too(api, dana, sam):
    alert = open_alert(dana)
    alerts.claim(sam, alert.pk, now=MONDAY_TEN)
    claimed = api(dana).get("/v1/monitoring").json()["follow_ups"][0]["state"]
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "Spoke.", now=MONDAY_TEN)

    closed = api(dana).get("/v1/monitoring").json()["follow_ups"][0]["state"]

    assert (claimed, closed) == ("in_contact", "closed")


def test_monitoring_is_one_s_own(api, dana, nora, sam):
    open_alert(dana)

    assert api(nora).get("/v1/monitoring").json()["follow_ups"] == []
    assert api(sam).get("/v1/monitoring").status_code == 403


def _cover(absent, cover, *, until):
    Cover.objects.create(
        site=absent.site,
        absent=absent,
        cover=cover,
        starts_at=utc("2026-11-23T08:00"),
        ends_at=until,
        created_by=cover,
        created_at=utc("2026-11-22T12:00"),
    )


def test_who_covers_is_named_as_a_reader_while_they_do(dana, sam):
    tess = staffing.add_staff(sam.site, Staff.Role.COUNSELLOR, "tess", None)
    _cover(sam, tess, until=utc("2026-11-24T08:00"))

    during, after = (seen_by(dana, now=moment)["always"] for moment in (MONDAY_TEN, utc("2026-11-24T08:00")))

    assert [each["handle"] for each in during] == ["sam", "tess"]
    assert [each["handle"] for each in after] == ["sam"]


def test_supervisors_and_on_call_staff_read_only_what_is_urgent(dana, sam, sue):
    staffing.add_staff(sam.site, Staff.Role.ON_CALL, "omar", None)
    staffing.add_staff(sam.site, Staff.Role.SITE_ADMIN, "ada", None)

    found = seen_by(dana, now=MONDAY_TEN)

    assert [each["handle"] for each in found["always"]] == ["sam"]
    assert sorted((each["handle"], each["role"]) for each in found["if_urgent"]) == [
        ("omar", "on-call"),
        ("sue", "supervisor"),
    ]


def test_what_one_site_asks_is_read_at_that_site_alone(dana, sam, theo, other_clinic):
    staffing.assign(dana, theo, now=utc("2026-11-02T12:00"))
    dana.consent_set.create(site=other_clinic, data_class=DataClass.ANSWERS, granted_at=utc("2026-11-02T12:00"))
    watch = watch_of(dana, now=MONDAY_TEN)

    everywhere, there = watch.seen_by(), watch.seen_by(other_clinic.pk)

    assert [each["handle"] for each in everywhere["always"]] == ["sam", "theo"]
    assert ([each["handle"] for each in there["always"]], there["site"]) == (["theo"], "Hill Clinic")
