"""A zone that was stored, and that the time zone data has no more, takes nothing away from anybody."""

from datetime import date, time

import pytest

from backend.coping.counters import ringing
from backend.coping.models import Craving
from notifications.models import Notification, Schedule
from tests.coping.counters.counting import begun, kept
from tests.coping.factories import log_craving
from tests.coping.plan_factories import write_safety_plan
from tests.times import utc

pytestmark = pytest.mark.django_db

DROPPED = "US/Pacific-New"


def drop_the_zone_of(person):
    person.tzid = DROPPED
    person.save(update_fields=["tzid"])


@pytest.mark.parametrize("path", ["/v1/coping/insights", "/v1/coping/insights/hours.svg", "/v1/safety-plan/printable"])
def test_what_a_person_reads_is_there(api, careful_dana, path):
    phone = api(careful_dana)
    log_craving(phone)
    write_safety_plan(phone)
    Craving.objects.update(tzid=DROPPED)
    drop_the_zone_of(careful_dana)

    assert phone.get(path).status_code == 200


def test_cravings_told_there_stand_at_their_hour_in_utc(api, careful_dana):
    log_craving(api(careful_dana))
    Craving.objects.update(tzid=DROPPED)

    hours = api(careful_dana).get("/v1/coping/insights").data["log"]["hours"]

    assert [each["hour"] for each in hours if each["intensity"]["count"]] == [17]


def test_a_counter_counts_the_days_of_utc(api, dana):
    counter = begun(api(dana), started_on="2026-11-20")
    drop_the_zone_of(dana)

    response = api(dana).get(counter)

    assert (response.status_code, response.data["days_now"]) == (200, 4)


def test_a_milestone_planned_there_rings_and_keeps_no_other_from_ringing(dana, unfollowed):
    for person in (dana, unfollowed):
        kept(person, started_on=date(2026, 10, 27), milestone_push_at=time(9))
    Schedule.objects.filter(recipient_id=dana.pk).update(planned_tzid=DROPPED)

    ringing.open_milestones(now=utc("2026-11-26T14:00"))

    assert set(Notification.objects.values_list("account_id", flat=True)) == {dana.pk, unfollowed.pk}
