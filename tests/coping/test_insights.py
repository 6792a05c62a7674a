"""Insights over HTTP: one's own, as numbers and drawings; to staff only what each grant opens."""

import pytest

from backend.accounts.models import AccessLog, Consent
from backend.coping.insights import reading
from backend.coping.models import Craving
from tests.coping.factories import NOON, log_craving, rate_after
from tests.times import utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged(api, careful_dana, clock):
    """Three cravings of Dana's on a Tuesday noon in New York, each followed by the same exercise."""
    phone = api(careful_dana)
    for minute in (0, 10, 20):
        clock.move_to(utc(f"2026-11-24T17:{minute:02}"))
        rate_after(phone, log_craving(phone, intensity=7, triggers=("stress",)), 4, exercise="urge-surfing")
    return careful_dana


def insights_for(phone, person, **query):
    return phone.get(f"/v1/staff/people/{person.pk}/coping-insights", query)


def move_to_kathmandu(person):
    person.tzid = "Asia/Kathmandu"
    person.save(update_fields=["tzid"])


def hours_of(phone):
    log = phone.get("/v1/coping/insights").data["log"]
    return [each["hour"] for each in log["hours"] if each["intensity"]["count"]]


def end(data_class):
    Consent.objects.filter(data_class=data_class).update(revoked_at=NOON)


def test_ones_own_insights_name_what_was_logged(api, logged):
    response = api(logged).get("/v1/coping/insights")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    helped = response.data["exercises"]["helped"]
    assert [(each["title"], each["text"]) for each in helped] == [
        ("Surf the urge", "Dropped by 3 on average, 3 times.")
    ]
    assert response.data["exercises"]["wait"]["text"] == "Not enough yet."
    assert [each["hour"] for each in response.data["log"]["hours"] if each["intensity"]["count"]] == [12]
    assert response.data["log"]["triggers"][0]["intensity"]["mean"] == 7


def test_they_follow_the_clock_of_where_the_person_is(api, logged):
    move_to_kathmandu(logged)
    log_craving(api(logged))

    assert hours_of(api(logged)) == [12, 23]


def test_what_earlier_releases_logged_follows_the_clock_of_where_the_person_is_now(api, logged):
    Craving.objects.update(tzid="")
    move_to_kathmandu(logged)

    assert hours_of(api(logged)) == [22, 23]


def test_somebody_who_logged_nothing_is_told_that_it_is_not_enough(api, unfollowed):
    data = api(unfollowed).get("/v1/coping/insights").data

    assert (data["log"]["cravings"], data["exercises"]["helped"]) == (0, [])
    assert data["log"]["trend"]["direction"] == "not_enough"


def test_only_the_days_asked_for_are_read(api, careful_dana):
    phone = api(careful_dana)
    log_craving(phone, occurred_at="2026-11-10T12:00:00Z")
    log_craving(phone)

    assert phone.get("/v1/coping/insights?days=7").data["log"]["cravings"] == 1
    assert phone.get("/v1/coping/insights?days=30").data["log"]["cravings"] == 2


@pytest.mark.parametrize("days", ["6", "731", "x", "-30", "٣٠"])
def test_days_that_are_none_are_refused(api, dana, days):
    response = api(dana).get("/v1/coping/insights", {"days": days})

    assert (response.status_code, response.data["errors"][0]["pointer"]) == (400, "/days")


@pytest.mark.parametrize("name", ["hours", "weekdays", "triggers", "trend"])
def test_each_chart_is_an_svg(api, logged, name):
    response = api(logged).get(f"/v1/coping/insights/{name}.svg")

    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")


def test_a_chart_that_is_none_is_not_found(api, dana):
    assert api(dana).get("/v1/coping/insights/moon.svg").status_code == 404


def test_insights_are_ones_own(api, logged, nora):
    assert api(nora).get("/v1/coping/insights").data["log"]["cravings"] == 0


@pytest.mark.django_db(transaction=True)
def test_they_cost_two_queries_beside_those_for_the_caller(api, logged, django_assert_max_num_queries):
    phone = api(logged)
    phone.get("/v1/me")  # the first request of a day notes it

    # Token, account with profile, the log, and what exercises are called.
    with django_assert_max_num_queries(4):
        phone.get("/v1/coping/insights")


def test_staff_see_both_parts_with_both_grants_and_each_look_is_noted(api, logged, sam):
    response = insights_for(api(sam), logged)

    assert response.status_code == 200
    assert response.data["log"]["cravings"] == 3
    assert response.data["exercises"]["helped"]
    looks = AccessLog.objects.filter(staff=sam, purpose="cravings")
    assert set(looks.values_list("data_class", flat=True)) == {"cravings", "exercises"}


@pytest.mark.parametrize(
    ("ended", "hidden", "shown"), [("cravings", "log", "exercises"), ("exercises", "exercises", "log")]
)
def test_each_part_has_a_grant_of_its_own(api, logged, sam, ended, hidden, shown):
    end(ended)

    response = insights_for(api(sam), logged)

    assert response.data[hidden] is None
    assert response.data[shown]
    assert response.data["tzid"] == ("America/New_York" if shown == "log" else None)
    assert not AccessLog.objects.filter(staff=sam, data_class=ended).exists()


def test_without_either_grant_there_is_nothing(api, logged, sam):
    end("cravings")
    end("exercises")

    assert insights_for(api(sam), logged).status_code == 404


@pytest.mark.parametrize("route", ["coping-insights", "cravings"])
@pytest.mark.parametrize(("who", "status"), [("theo", 404), ("tess", 404), ("sue", 404), ("olive", 403), (None, 401)])
def test_who_does_not_follow_the_person_sees_nothing(api, logged, request, route, who, status):
    other = api(request.getfixturevalue(who) if who else None)

    assert other.get(f"/v1/staff/people/{logged.pk}/{route}").status_code == status


def test_the_log_is_shared_without_notes(api, careful_dana, sam):
    log_craving(api(careful_dana), note="Saw M. at the station")

    response = api(sam).get(f"/v1/staff/people/{careful_dana.pk}/cravings")

    assert response.status_code == 200
    assert response.data["results"][0]["intensity"] == 7
    assert "station" not in response.content.decode()
    assert "session" not in response.data["results"][0]


def test_the_log_is_closed_from_the_next_request_on(api, logged, sam):
    desk = api(sam)
    assert desk.get(f"/v1/staff/people/{logged.pk}/cravings").status_code == 200

    end("cravings")

    assert desk.get(f"/v1/staff/people/{logged.pk}/cravings").status_code == 404


def test_of_very_many_the_newest_are_read(api, careful_dana, monkeypatch):
    monkeypatch.setattr(reading, "MOST_CRAVINGS", 2)
    phone = api(careful_dana)
    for day, intensity in ((20, 9), (22, 4), (21, 5)):
        log_craving(phone, intensity=intensity, occurred_at=f"2026-11-{day}T12:00:00Z")

    log = phone.get("/v1/coping/insights").data["log"]

    assert log["cravings"] == 2
    assert [each["weekday"] for each in log["weekdays"] if each["intensity"]["count"]] == [0, 6]
