"""What an open alert shows supervisors and on-call staff of somebody whom they do not follow."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import BreakGlass, DataClass, Staff
from backend.aftercare.models import CheckIn
from backend.care_team import alerts
from backend.care_team.models import Alert
from tests.accounts.audit.rows import broken_glass
from tests.aftercare.factories import MONDAY_TEN, PHQ9_CALM, answer, begin, plan_daily, revoke
from tests.care_team.factories import away, open_alert
from tests.times import utc

pytestmark = pytest.mark.django_db

DAYS = ("2026-10-01", "2026-11-09", "2026-11-10", "2026-11-22")
# Two weeks before an alert of Monday, 23 November at three, and since.
IN_THE_WINDOW = ["2026-11-09", "2026-11-10", "2026-11-22"]


@pytest.fixture
def history(dana):
    return [begin(dana, now=utc(f"{day}T15:00")) for day in DAYS]


def _days_seen(staff):
    seen = CheckIn.objects.visible_to(staff.account, MONDAY_TEN).order_by("opened_at")
    return [f"{each.opened_at:%Y-%m-%d}" for each in seen]


@pytest.fixture
def scores(api, dana, clock):
    """The same days with a whole form on each, so that they have scores too."""
    for day in DAYS:
        clock.move_to(utc(f"{day}T15:00"))
        assert answer(api(dana), begin(dana, "phq-9", now=utc(f"{day}T15:00")), PHQ9_CALM).status_code == 201
    clock.move_to(MONDAY_TEN)


def _days_in_the_list(client, person):
    rows = client.get(f"/v1/staff/people/{person.pk}/check-ins").json()["results"]
    return sorted(row["opened_at"][:10] for row in rows)


def _days_in_trends(client, person):
    [total] = client.get(f"/v1/staff/people/{person.pk}/trends").json()["results"]
    return sorted(point["answered_at"][:10] for point in total["points"])


def test_without_an_alert_they_see_nothing(dana, sue, history):
    assert _days_seen(sue) == []


@pytest.mark.parametrize("role", [Staff.Role.SUPERVISOR, Staff.Role.ON_CALL])
def test_with_one_they_see_two_weeks_before_it_and_what_came_since(dana, sam, history, role):
    senior = staffing.add_staff(sam.site, role, "senior", None)
    open_alert(dana, now=utc("2026-11-23T15:00"))
    begin(dana, now=MONDAY_TEN)

    assert _days_seen(senior) == ["2026-11-09", "2026-11-10", "2026-11-22", "2026-11-23"]
    assert _days_seen(sam) == [*DAYS, "2026-11-23"]


def test_what_they_read_over_http_is_no_older_either(api, dana, sam, sue, scores):
    open_alert(dana, now=MONDAY_TEN)

    assert _days_in_the_list(api(sue), dana) == IN_THE_WINDOW
    assert _days_in_trends(api(sue), dana) == IN_THE_WINDOW
    assert _days_in_the_list(api(sam), dana) == list(DAYS)
    assert _days_in_trends(api(sam), dana) == list(DAYS)


def test_over_http_an_outcome_ends_it_at_once(api, dana, sam, sue, scores):
    alert = open_alert(dana, now=MONDAY_TEN)
    desk = api(sue)
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "We spoke.", now=MONDAY_TEN)

    paths = [f"/v1/staff/people/{dana.pk}/{part}" for part in ("check-ins", "trends")]
    assert [desk.get(path).status_code for path in paths] == [404, 404]


def test_an_outcome_ends_it(dana, sam, sue, history):
    alert = open_alert(dana)
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "We spoke.", now=MONDAY_TEN)

    assert _days_seen(sue) == []


def test_who_covers_sees_all_that_is_seen_by_who_is_away(dana, sam, sue, history):
    away(sam, sue, "2026-11-20T00:00", "2026-11-27T00:00")

    assert _days_seen(sue) == list(DAYS)


def test_without_consent_an_alert_shows_no_answers(dana, sue, history):
    open_alert(dana)
    revoke(dana, DataClass.ANSWERS)

    assert _days_seen(sue) == []


def test_another_site_s_alert_shows_nothing(dana, theo, history):
    open_alert(dana)

    assert _days_seen(theo) == []


def test_break_glass_shows_all_of_it_over_http_for_its_hour(api, dana, sue, scores, clock):
    broken_glass(dana, sue, at=MONDAY_TEN)
    desk = api(sue)

    assert _days_in_the_list(desk, dana) == list(DAYS)
    assert _days_in_trends(desk, dana) == list(DAYS)
    clock.move_to(utc("2026-11-23T16:00"))
    assert desk.get(f"/v1/staff/people/{dana.pk}/check-ins").status_code == 404
    assert desk.get(f"/v1/staff/people/{dana.pk}/trends").status_code == 404


def test_break_glass_shows_the_one_person_without_an_alert(dana, sue, history):
    BreakGlass.objects.create(
        person=dana,
        staff=sue,
        site=sue.site,
        reason_code=BreakGlass.Reason.OVERDOSE,
        content={"text": "Found unconscious."},
        started_at=MONDAY_TEN,
        ends_at=utc("2026-11-23T16:00"),
    )

    assert _days_seen(sue) == list(DAYS)


def test_they_read_the_plan_and_change_nothing_of_it(api, dana, sam, sue):
    plan = plan_daily(dana, sam)
    path = f"/v1/staff/people/{dana.pk}/check-in-schedules"
    body = {
        "instrument": "phq-9",
        "dtstart": "2099-05-01T09:00:00",
        "zone": {"policy": "floating"},
        "window_minutes": 60,
    }
    before = api(sue).get(path).status_code
    open_alert(dana)
    client = api(sue)

    assert before == 404
    assert len(client.get(path).json()["results"]) == 1
    assert client.post(path, body).status_code == 404
    assert client.delete(f"{path}/{plan.pk}").status_code == 404
    assert api(sam).delete(f"{path}/{plan.pk}").status_code == 204


def test_they_may_ask_somebody_about_whom_there_is_an_alert(api, dana, sue):
    path = f"/v1/staff/people/{dana.pk}/check-ins"
    before = api(sue).post(path, {"instrument": "asq"}).status_code
    open_alert(dana)

    assert (before, api(sue).post(path, {"instrument": "asq"}).status_code) == (404, 201)


def test_a_broadcast_reaches_only_people_whom_its_author_follows(api, dana, sue):
    open_alert(dana)

    response = api(sue).post("/v1/staff/broadcasts", {"words": "The group room moves upstairs."})

    assert (response.status_code, response.json()["code"]) == (422, "broadcast-reaches-nobody")
