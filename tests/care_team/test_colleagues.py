"""Colleagues: who works at a site, and that nobody is left to nobody when one of them goes."""

from datetime import timedelta

import pytest

from backend.accounts import staffing
from backend.accounts.models import Assignment, Cover, Staff
from backend.care_team.models import Alert
from notifications.models import Notification
from tests.care_team.factories import MONDAY_TEN, open_alert

pytestmark = pytest.mark.django_db


@pytest.fixture
def lee(clinic):
    """Another counsellor at Sam's clinic."""
    return staffing.add_staff(clinic, Staff.Role.COUNSELLOR, "lee", None)


def cover(absent, colleague):
    return Cover.objects.create(
        site=absent.site,
        absent=absent,
        cover=colleague,
        starts_at=MONDAY_TEN - timedelta(days=1),
        ends_at=MONDAY_TEN + timedelta(days=3),
        created_by=absent,
        created_at=MONDAY_TEN - timedelta(days=1),
    )


def let_go(desk, colleague, successor=None):
    body = {"successor_id": str(successor.pk)} if successor else {}
    return desk.post(f"/v1/staff/colleagues/{colleague.pk}/leave", body)


def test_a_supervisor_sees_how_many_people_each_colleague_follows(api, dana, sam, sue, lee, theo):
    listed = api(sue).get("/v1/staff/colleagues").json()["results"]

    assert [(each["handle"], each["role"], each["followed"]) for each in listed] == [
        ("lee", "counsellor", 0),
        ("sam", "counsellor", 1),
        ("sue", "supervisor", 0),
    ]


def test_others_see_who_works_there_and_no_more(api, dana, sam, sue):
    listed = api(sam).get("/v1/staff/colleagues").json()["results"]

    assert [(each["handle"], each["followed"]) for each in listed] == [("sam", None), ("sue", None)]


@pytest.mark.parametrize("manager", ["sue", "ada"])
def test_people_pass_to_the_successor_and_are_told(api, request, dana, sam, lee, manager):
    desk = api(request.getfixturevalue(manager))

    assert let_go(desk, sam, lee).status_code == 204

    assert api(lee).get(f"/v1/staff/people/{dana.pk}").status_code == 200
    assert Assignment.objects.get(staff=sam).ended_at == MONDAY_TEN
    assert Notification.objects.get(account=dana.account).kind == "care"
    always = api(dana).get("/v1/monitoring").json()["seen_by"]["always"]
    assert [reader["handle"] for reader in always] == ["lee"]


def test_who_left_is_signed_out_and_listed_no_more(api, dana, sam, sue, lee):
    desk = api(sam)

    let_go(api(sue), sam, lee)

    assert desk.get("/v1/staff/people").status_code == 401
    assert "sam" not in [each["handle"] for each in api(sue).get("/v1/staff/colleagues").json()["results"]]


def test_without_a_successor_nobody_who_follows_people_goes(api, dana, sam, sue):
    response = let_go(api(sue), sam)

    assert response.status_code == 422
    assert response.json()["code"] == "successor-required"
    sam.account.refresh_from_db()
    assert sam.account.is_active


def test_who_follows_nobody_needs_no_successor(api, sue, lee):
    assert let_go(api(sue), lee).status_code == 204


def test_open_alerts_pass_on_too(api, dana, sam, sue, lee):
    staffing.assign(dana, lee, now=MONDAY_TEN)
    open_alert(dana)

    let_go(api(sue), sam, lee)

    alert = Alert.objects.get()
    assert (alert.owner, alert.state) == (lee, "open")
    pages = Notification.objects.filter(kind="alert", target_id=alert.pk, withdrawn_at=None)
    assert lee.pk in pages.values_list("account", flat=True)


def test_an_alert_that_they_had_only_claimed_keeps_its_owner(api, dana, sam, sue, lee):
    alert = open_alert(dana)
    Alert.objects.update(claimed_by=lee, state="acknowledged", next_page_at=None)

    let_go(api(sue), lee, sam)

    alert.refresh_from_db()
    assert (alert.owner, alert.claimed_by) == (sam, None)


def test_the_successor_covers_from_now_on(api, dana, sam, sue, lee):
    before = cover(absent=sam, colleague=lee)

    assert let_go(api(sue), lee).json()["code"] == "successor-required"
    assert let_go(api(sue), lee, sue).status_code == 204

    before.refresh_from_db()
    assert before.cancelled_at == MONDAY_TEN
    now = Cover.objects.get(cancelled_at=None)
    assert (now.absent, now.cover, now.starts_at, now.ends_at) == (sam, sue, MONDAY_TEN, before.ends_at)


def test_nobody_covers_for_themselves(api, dana, sam, sue, lee):
    cover(absent=sam, colleague=lee)

    response = let_go(api(sue), lee, sam)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/successor_id"


@pytest.mark.parametrize("name", ["sam", "theo", "ada"])
def test_the_successor_follows_people_at_the_site_and_stays(api, request, dana, sam, sue, name):
    successor = request.getfixturevalue(name)

    assert let_go(api(sue), sam, successor).status_code == 400

    assert Assignment.objects.get().ended_at is None


def test_a_counsellor_lets_nobody_go(api, sam, lee):
    assert let_go(api(sam), lee).status_code == 403


def test_nobody_lets_go_themselves_or_staff_elsewhere(api, sue, theo):
    assert let_go(api(sue), sue).status_code == 404
    assert let_go(api(sue), theo).status_code == 404
