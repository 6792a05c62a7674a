"""What a site says of itself."""

from datetime import date, time

import pytest

from backend.accounts.models import DataClass, Site
from backend.accounts.policies import policies_of
from backend.care_team.models import SiteHoliday, SiteHours
from backend.care_team.monitoring import monitoring_of
from tests.care_team.factories import MONDAY_TEN, open_alert
from tests.times import utc

pytestmark = pytest.mark.django_db

URL = "/v1/staff/site"
SATURDAYS = {"hours": [{"iso_weekday": 6, "opens": "08:00", "closes": "00:00"}]}


def test_a_site_shows_what_is_in_force_defaults_included(api, sam, clinic):
    body = api(sam).get(URL).json()

    assert (body["id"], body["name"], body["tzid"]) == (str(clinic.pk), "Harbour Clinic", "America/New_York")
    assert body["regime"] == "part2"
    assert body["hours"][0] == {"iso_weekday": 1, "opens": "09:00", "closes": "17:00"}
    assert len(body["hours"]) == 5
    assert body["holidays"] == []
    assert body["policies"]["follow_up_hours"] == [24, 168]


def test_what_is_left_out_stays_as_it_is(api, ada):
    client = api(ada)
    client.patch(URL, {"holidays": ["2026-12-25", "2026-12-25"], "policies": {"consent_months": 6}})

    body = client.patch(URL, {"regime": "hipaa", "policies": {"missed_in_a_row": 3}}).json()

    assert body["holidays"] == ["2026-12-25"]
    assert (body["regime"], body["policies"]["consent_months"], body["policies"]["missed_in_a_row"]) == ("hipaa", 6, 3)


def test_new_hours_take_the_place_of_the_old_and_are_watched_by(api, sue, dana, clinic):
    response = api(sue).patch(URL, SATURDAYS)

    assert response.json()["hours"] == [{"iso_weekday": 6, "opens": "08:00", "closes": "00:00"}]
    assert SiteHours.objects.get().closes == time(0)
    assert monitoring_of(dana, DataClass.ALERTS, now=MONDAY_TEN).next_review_at == utc("2026-11-28T13:00")


def test_a_clock_that_runs_keeps_the_time_that_was_promised(api, sue, dana):
    alert = open_alert(dana)

    api(sue).patch(URL, SATURDAYS)

    alert.refresh_from_db()
    assert alert.due_at == utc("2026-11-23T19:00")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"hours": []}, "/hours"),
        ({"hours": [{"iso_weekday": 0, "opens": "09:00", "closes": "17:00"}]}, "/hours/0/iso_weekday"),
        ({"hours": [{"iso_weekday": 1, "opens": "17:00", "closes": "09:00"}]}, "/hours/0/closes"),
        ({"hours": [{"iso_weekday": 1, "opens": "nine", "closes": "17:00"}]}, "/hours/0/opens"),
        ({"hours": [{"iso_weekday": 1, "opens": "09:00", "closes": "17:00", "lunch": 1}]}, "/hours/0/lunch"),
        ({"holidays": ["2026-02-30"]}, "/holidays/0"),
        ({"tzid": "New York"}, "/tzid"),
        ({"regime": "none"}, "/regime"),
        ({"name": " "}, "/name"),
        ({"policies": {"missed_after_serious_days": 0}}, "/policies/missed_after_serious_days"),
        ({"policies": {"paging": False}}, "/policies/paging"),
        ({"levels": {}}, "/levels"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_stored(api, ada, clinic, body, pointer):
    response = api(ada).patch(URL, {"holidays": ["2026-12-25"]} | body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, pointer)
    assert not SiteHoliday.objects.exists()
    assert policies_of(Site.objects.get(pk=clinic.pk)).missed_after_serious_days == 7


@pytest.mark.parametrize("who", ["sam", "nick"])
def test_only_who_runs_the_site_changes_it(api, sam, nick, who):
    staff = {"sam": sam, "nick": nick}[who]

    assert api(staff).patch(URL, {"holidays": ["2026-12-25"]}).status_code == 403
    assert not SiteHoliday.objects.exists()


def test_what_somebody_else_has_changed_is_not_written_over(api, ada, sue):
    etag = api(ada).get(URL)["ETag"]
    api(sue).patch(URL, {"holidays": ["2026-12-25"]})

    response = api(ada).patch(URL, {"holidays": []}, HTTP_IF_MATCH=etag)

    assert (response.status_code, response.json()["code"]) == (412, "precondition-failed")
    assert SiteHoliday.objects.get().on == date(2026, 12, 25)


def test_a_site_changes_nothing_of_another(api, sue, theo, other_clinic):
    api(sue).patch(URL, {"name": "Lake Clinic"})

    assert api(theo).get(URL).json()["name"] == "Hill Clinic"
