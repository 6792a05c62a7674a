"""The care team of a person: who is in it, who may change it, and that the person is told."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import Assignment, DataClass, Staff
from backend.care_team.models import Alert
from notifications.models import Notification, OpenDelivery
from tests.care_team.factories import MONDAY_TEN, open_alert, revoke
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def lee(clinic):
    """Another counsellor at Sam's clinic."""
    return staffing.add_staff(clinic, Staff.Role.COUNSELLOR, "lee", None)


def team(desk, person):
    return [each["handle"] for each in desk.get(f"/v1/staff/people/{person.pk}/team").json()["results"]]


def test_a_colleague_joins_and_sees_the_person_from_the_next_request_on(api, dana, sam, lee):
    desk = api(lee)
    assert desk.get(f"/v1/staff/people/{dana.pk}").status_code == 404

    response = api(sam).post(f"/v1/staff/people/{dana.pk}/team", {"staff_id": str(lee.pk)})

    assert response.status_code == 201
    assert [each["handle"] for each in response.json()["results"]] == ["sam", "lee"]
    assert desk.get(f"/v1/staff/people/{dana.pk}").status_code == 200


def test_the_person_is_told_once_and_reads_who_follows_them(api, dana, sam, lee):
    desk = api(sam)

    for _ in range(2):
        desk.post(f"/v1/staff/people/{dana.pk}/team", {"staff_id": str(lee.pk)})

    notice = Notification.objects.get(account=dana.account)
    assert (notice.kind, notice.target_type) == ("care", "monitoring")
    always = api(dana).get("/v1/monitoring").json()["seen_by"]["always"]
    assert [reader["handle"] for reader in always] == ["sam", "lee"]


def test_who_follows_them_already_is_no_new_member(api, dana, sam):
    response = api(sam).post(f"/v1/staff/people/{dana.pk}/team", {"staff_id": str(sam.pk)})

    assert response.status_code == 200
    assert Assignment.objects.count() == 1
    assert not Notification.objects.exists()


@pytest.mark.parametrize("role", [Staff.Role.ON_CALL, Staff.Role.SITE_ADMIN])
def test_who_follows_nobody_joins_no_team(api, clinic, dana, sam, role):
    other = staffing.add_staff(clinic, role, "otis", None)

    response = api(sam).post(f"/v1/staff/people/{dana.pk}/team", {"staff_id": str(other.pk)})

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/staff_id"


def test_staff_of_another_site_join_no_team(api, dana, sam, theo):
    response = api(sam).post(f"/v1/staff/people/{dana.pk}/team", {"staff_id": str(theo.pk)})

    assert response.status_code == 400


def test_a_supervisor_changes_teams_without_being_in_them(api, dana, sue, lee):
    desk = api(sue)

    assert desk.post(f"/v1/staff/people/{dana.pk}/team", {"staff_id": str(lee.pk)}).status_code == 201

    assert team(desk, dana) == ["sam", "lee"]


def test_a_team_is_there_for_nobody_else(api, dana, lee, theo):
    for who in (lee, theo):
        desk = api(who)
        assert desk.get(f"/v1/staff/people/{dana.pk}/team").status_code == 404
        assert desk.post(f"/v1/staff/people/{dana.pk}/team", {"staff_id": str(who.pk)}).status_code == 404
        assert desk.delete(f"/v1/staff/people/{dana.pk}/team/{who.pk}").status_code == 404


def test_a_team_changes_also_when_the_person_shares_nothing(api, dana, sam, lee):
    revoke(dana, DataClass.PLAN, at=utc("2026-11-20T12:00"))

    response = api(sam).post(f"/v1/staff/people/{dana.pk}/team", {"staff_id": str(lee.pk)})

    assert response.status_code == 201
    assert api(lee).get(f"/v1/staff/people/{dana.pk}").status_code == 404


def test_who_leaves_sees_nothing_from_the_next_request_on(api, dana, sam, lee):
    staffing.assign(dana, lee, now=utc("2026-11-20T12:00"))
    desk = api(lee)
    assert desk.get(f"/v1/staff/people/{dana.pk}").status_code == 200

    assert api(sam).delete(f"/v1/staff/people/{dana.pk}/team/{lee.pk}").status_code == 204

    assert desk.get(f"/v1/staff/people/{dana.pk}").status_code == 404
    assert Notification.objects.get(account=dana.account).kind == "care"


def test_the_last_one_does_not_leave(api, dana, sam):
    response = api(sam).delete(f"/v1/staff/people/{dana.pk}/team/{sam.pk}")

    assert response.status_code == 422
    assert response.json()["code"] == "last-of-team"
    assert Assignment.objects.get().ended_at is None


def test_who_is_away_for_good_is_no_other_member(api, dana, sam, lee):
    staffing.assign(dana, lee, now=utc("2026-11-20T12:00"))
    lee.account.is_active = False
    lee.account.save()

    assert api(sam).delete(f"/v1/staff/people/{dana.pk}/team/{sam.pk}").status_code == 422


def test_an_alert_of_who_leaves_passes_to_the_one_longest_there(api, dana, sam, lee):
    staffing.assign(dana, lee, now=utc("2026-11-20T12:00"))
    give_device(sam, "sams-phone")
    give_device(lee, "lees-phone")
    alert = open_alert(dana)
    assert alert.owner == sam
    api(sam).post(f"/v1/staff/alerts/{alert.pk}/claim")

    api(sam).delete(f"/v1/staff/people/{dana.pk}/team/{sam.pk}")

    alert.refresh_from_db()
    assert (alert.owner, alert.claimed_by, alert.state) == (lee, None, "acknowledged")
    told = Notification.objects.get(account=lee.account, withdrawn_at=None)
    assert (told.kind, told.target_id) == ("follow-up", alert.pk)


def test_an_alert_that_nobody_has_seen_rings_its_new_owner(api, dana, sam, lee):
    staffing.assign(dana, lee, now=utc("2026-11-20T12:00"))
    give_device(sam, "sams-phone")
    alert = open_alert(dana, now=MONDAY_TEN)

    api(sam).delete(f"/v1/staff/people/{dana.pk}/team/{sam.pk}")

    assert Alert.objects.get().owner == lee
    pages = Notification.objects.filter(kind="alert", target_id=alert.pk)
    assert pages.filter(account=sam.account, withdrawn_at=None).count() == 0
    assert pages.filter(account=lee.account, withdrawn_at=None).exists()
    assert not OpenDelivery.objects.filter(recipient_id=sam.pk).exists()
