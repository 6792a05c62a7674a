"""A person is told 14 days before watching ends, on the last day, and when who watches changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import Assignment, Consent, DataClass, Site
from backend.care_team.ends import telling
from notifications.models import Notification
from tests.at_once import at_once
from tests.care_team.broadcasting import follow
from tests.consenting import consent
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

SIGNED = utc("2026-11-02T12:00")
ENDS = utc("2026-12-04T05:00")  # midnight at the end of 3 December in New York
SOON = utc("2026-11-19T15:00")
LAST_DAY = utc("2026-12-03T15:00")


@pytest.fixture
def fred(sam):
    """Followed by Sam; what he agreed to ends with 3 December."""
    person = follow(sam, "fred")
    person.tzid = "America/New_York"
    person.save()
    Consent.objects.filter(person=person).update(revoked_at=SIGNED)
    _agree(person, sam.site, "plan", "answers", "alerts")
    return person


def _agree(person, site, *data_classes, ends_at=ENDS, granted_at=SIGNED):
    Consent.objects.bulk_create(
        Consent(person=person, site=site, data_class=each, granted_at=granted_at, expires_at=ends_at)
        for each in data_classes
    )


def _told(person):
    return Notification.objects.filter(account=person.account, target_type="monitoring").order_by("deliver_at")


def test_fourteen_days_before_and_on_the_day_a_notice_is_opened(fred, sam):
    for moment in ("2026-11-19T14:59", "2026-11-19T15:00", "2026-11-20T15:00", "2026-12-03T14:59", "2026-12-03T15:03"):
        telling.tell_ends(now=utc(moment))

    assert [(each.kind, each.deliver_at) for each in _told(fred)] == [("care", SOON), ("care", LAST_DAY)]
    assert {(each.target_type, each.target_id) for each in _told(fred)} == {("monitoring", fred.pk)}


def test_three_classes_that_end_together_ring_once_and_another_day_once_more(fred, sam):
    _agree(fred, sam.site, "plan", ends_at=utc("2026-12-05T05:00"))

    opened = [telling.tell_ends(now=moment) for moment in (SOON, utc("2026-11-20T15:00"))]

    assert opened == [1, 1]


def test_what_makes_nobody_watch_ends_unsaid(sam):
    person = follow(sam, "gwen")
    Consent.objects.filter(person=person).update(revoked_at=SIGNED)
    _agree(person, sam.site, "cravings", "improve", "contact")

    assert telling.tell_ends(now=SOON) == 0


def test_it_rings_at_ten_where_the_person_lives(fred):
    fred.tzid = "Pacific/Auckland"
    fred.save()

    opened = [telling.tell_ends(now=utc(moment)) for moment in ("2026-11-18T20:59", "2026-11-18T21:00")]

    assert opened == [0, 1]


def test_each_site_is_told_of_apart(fred, sam, theo, other_clinic):
    Assignment.objects.create(person=fred, staff=theo, site=other_clinic, started_at=SIGNED)
    _agree(fred, other_clinic, "alerts", ends_at=utc("2026-12-03T23:00"))

    assert telling.tell_ends(now=SOON) == 2
    assert _told(fred).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ring_once(fred):
    give_device(fred, "phone-of-fred")

    at_once(lambda: telling.tell_ends(now=SOON))

    assert _told(fred).count() == 1


def test_a_scan_that_comes_a_day_late_still_tells(fred):
    assert telling.tell_ends(now=utc("2026-11-20T16:00")) == 1
    assert _told(fred).get().deliver_at == SOON


def test_a_scan_that_comes_a_week_late_does_not(fred):
    assert telling.tell_ends(now=utc("2026-11-26T16:00")) == 0


def test_renewed_in_time_the_end_is_not_told(api, fred, sam, clock):
    clock.move_to(utc("2026-11-18T15:00"))
    consent(api(fred), sam.site.pk, ["plan", "answers", "alerts"])

    assert [telling.tell_ends(now=moment) for moment in (SOON, LAST_DAY)] == [0, 0]


def test_renewed_in_part_the_rest_is_told(api, fred, sam, clock):
    clock.move_to(utc("2026-11-18T15:00"))
    consent(api(fred), sam.site.pk, ["plan", "answers"])

    assert telling.tell_ends(now=SOON) == 1


def test_renewed_after_it_was_told_the_notice_is_taken_back(api, fred, sam, clock):
    telling.tell_ends(now=SOON)
    clock.move_to(utc("2026-11-19T16:00"))
    consent(api(fred), sam.site.pk, ["plan", "answers", "alerts"])

    telling.tell_ends(now=utc("2026-11-19T16:05"))

    assert _told(fred).get().withdrawn_at == utc("2026-11-19T16:05")


def test_taken_back_the_end_is_told_no_more(api, fred, sam, clock):
    telling.tell_ends(now=SOON)
    clock.move_to(utc("2026-11-19T16:00"))

    api(fred).post(f"/v1/sites/{sam.site.pk}/leave")

    assert _told(fred).get().withdrawn_at == utc("2026-11-19T16:00")
    assert telling.tell_ends(now=LAST_DAY) == 0


def test_somebody_whom_nobody_follows_any_more_is_told_nothing(fred):
    Assignment.objects.update(ended_at=utc("2026-11-18T12:00"))

    assert telling.tell_ends(now=SOON) == 0


def test_a_scan_costs_the_same_however_many_people_there_are(fred, sam):
    with CaptureQueriesContext(connection) as few:
        telling.tell_ends(now=SOON)
    for name in "abcdef":
        person = follow(sam, name)
        _agree(person, sam.site, "alerts")

    with CaptureQueriesContext(connection) as many:
        telling.tell_ends(now=SOON)

    assert Notification.objects.filter(target_type="monitoring").count() == 7
    assert len(many) <= len(few)


def test_the_page_says_until_when_a_site_watches(api, fred, sam):
    body = api(fred).get("/v1/monitoring").json()

    assert body["ends_at"] == "2026-12-04T05:00:00Z"
    assert body["ends"] == [
        {
            "site": {"id": str(sam.site.pk), "name": "Harbour Clinic"},
            "data_classes": ["plan", "answers", "alerts"],
            "ends_at": "2026-12-04T05:00:00Z",
            "text": "Harbour Clinic watches until 3 December.",
        }
    ]


def test_after_the_end_the_page_says_so(api, fred, clock):
    clock.move_to(utc("2026-12-04T05:00"))

    body = api(fred).get("/v1/monitoring").json()

    assert (body["status"], body["ends_at"]) == ("nobody", None)
    assert [each["text"] for each in body["ends"]] == ["Harbour Clinic watched until 3 December. That has ended."]


def test_a_month_later_it_is_not_said_any_more(api, fred, clock):
    clock.move_to(utc("2027-01-04T05:00"))

    assert api(fred).get("/v1/monitoring").json()["ends"] == []


def test_of_classes_that_end_apart_each_is_said(api, fred, sam):
    _agree(fred, sam.site, "alerts", ends_at=utc("2027-02-02T05:00"))

    body = api(fred).get("/v1/monitoring").json()

    assert body["ends_at"] == "2027-02-02T05:00:00Z"
    assert [each["text"] for each in body["ends"]] == [
        "Harbour Clinic reads your answers until 3 December.",
        "Harbour Clinic watches until 1 February 2027.",
    ]


def test_where_a_site_watches_for_good_there_is_no_end(api, dana):
    body = api(dana).get("/v1/monitoring").json()

    assert (body["ends_at"], body["ends"]) == (None, [])


def test_with_two_sites_somebody_watches_until_the_last_has_ended(api, fred, theo, other_clinic):
    Assignment.objects.create(person=fred, staff=theo, site=other_clinic, started_at=SIGNED)
    _agree(fred, other_clinic, "alerts", ends_at=utc("2027-01-31T23:00"))

    body = api(fred).get("/v1/monitoring").json()

    assert body["ends_at"] == "2027-01-31T23:00:00Z"
    assert [each["site"]["name"] for each in body["ends"]] == ["Harbour Clinic", "Hill Clinic"]


def test_a_site_where_the_end_was_taken_back_is_not_named(api, fred):
    Consent.objects.filter(person=fred, data_class=DataClass.ALERTS, revoked_at=None).update(revoked_at=SIGNED)
    Site.objects.update(name="Bay Clinic")

    assert [each["data_classes"] for each in api(fred).get("/v1/monitoring").json()["ends"]] == [["plan", "answers"]]
