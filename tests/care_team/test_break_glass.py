"""One person, one hour, with a reason: supervisors hear of it at once, the person afterwards."""

from datetime import timedelta

import pytest

from backend.accounts import staffing
from backend.accounts.models import AccessLog, Assignment, BreakGlass, BreakGlassBar, Consent, Staff
from backend.care_team.break_glass import breaking
from backend.care_team.break_glass.telling import tell_people
from notifications.models import Notification, OpenDelivery
from tests.at_once import at_once
from tests.care_team.factories import MONDAY_TEN
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

URL = "/v1/staff/break-glass"
AT_ELEVEN = utc("2026-11-23T16:00")


@pytest.fixture(autouse=True)
def nothing_granted(dana):
    Consent.objects.filter(person=dana).update(revoked_at=MONDAY_TEN)


def body(person, **different):
    return {
        "person_id": str(person.pk),
        "reason_code": "overdose",
        "text": "Found unconscious at the bus stop.",
        "nature": "Opioid overdose",
        "recipient": "Dr. Grey",
        "recipient_affiliation": "Bay Hospital",
        **different,
    }


def break_glass(client, person, **different):
    return client.post(URL, body(person, **different))


@pytest.fixture
def second_supervisor(clinic):
    return staffing.add_staff(clinic, Staff.Role.SUPERVISOR, "sid", None)


def test_it_opens_one_person_for_an_hour(api, dana, sue, clock):
    desk = api(sue)
    assert desk.get(f"/v1/staff/people/{dana.pk}").status_code == 404

    response = break_glass(desk, dana)

    assert response.status_code == 201
    assert response.json() == {
        "id": str(BreakGlass.objects.get().pk),
        "person": {"id": str(dana.pk), "handle": "dana"},
        "reason_code": "overdose",
        "started_at": "2026-11-23T15:00:00Z",
        "ends_at": "2026-11-23T16:00:00Z",
        "supervisors_told": 0,
    }
    assert desk.get(f"/v1/staff/people/{dana.pk}").status_code == 200
    clock.move_to(AT_ELEVEN)
    assert desk.get(f"/v1/staff/people/{dana.pk}").status_code == 404


def test_what_the_law_wants_on_record_is_sealed(api, dana, sam):
    break_glass(api(sam), dana)

    assert BreakGlass.objects.get().content == {
        "text": "Found unconscious at the bus stop.",
        "nature": "Opioid overdose",
        "recipient": "Dr. Grey",
        "recipient_affiliation": "Bay Hospital",
        "discloser": "sam",
    }


@pytest.mark.parametrize("missing", ["text", "nature", "reason_code"])
@pytest.mark.parametrize("blank", [True, False])
def test_without_a_reason_nothing_opens(api, dana, sam, missing, blank):
    asked = body(dana, **{missing: "  "}) if blank else {k: v for k, v in body(dana).items() if k != missing}

    response = api(sam).post(URL, asked)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == f"/{missing}"
    assert not BreakGlass.objects.exists()


def test_asking_again_changes_nothing_and_makes_the_hour_no_longer(api, dana, sam, clock):
    desk = api(sam)
    first = break_glass(desk, dana)
    clock.move_to(MONDAY_TEN + timedelta(minutes=59))

    again = break_glass(desk, dana, text="Still.", id="5b0a7d0e-0f0c-4c55-8a39-2f1a7c2a1d11")

    assert (again.status_code, again.json()) == (200, first.json())
    assert BreakGlass.objects.count() == 1


def test_the_same_request_sent_late_opens_no_second_hour(api, dana, sam, clock):
    desk = api(sam)
    mine = "5b0a7d0e-0f0c-4c55-8a39-2f1a7c2a1d11"
    first = break_glass(desk, dana, id=mine)
    clock.move_to(AT_ELEVEN + timedelta(hours=2))

    again = break_glass(desk, dana, id=mine)

    assert (again.status_code, again.json()["ends_at"]) == (200, first.json()["ends_at"])
    assert break_glass(desk, dana, id=mine, text="Other.").status_code == 409


def test_after_the_hour_it_takes_another_reason(api, dana, sam, clock):
    desk = api(sam)
    break_glass(desk, dana)
    clock.move_to(AT_ELEVEN)

    assert break_glass(desk, dana).status_code == 201
    assert BreakGlass.objects.count() == 2


def test_only_whom_the_site_followed_within_a_year_can_be_opened(api, dana, nora, sam, theo, clock):
    assert break_glass(api(sam), nora).status_code == 404
    assert break_glass(api(theo), dana).status_code == 404

    Assignment.objects.filter(person=dana).update(ended_at=MONDAY_TEN)
    clock.move_to(utc("2027-11-23T14:59"))
    assert break_glass(api(sam), dana).status_code == 201
    clock.move_to(utc("2027-11-23T16:01"))
    assert break_glass(api(sam), dana).status_code == 404


def test_site_admins_organizers_and_people_cannot(api, clinic, dana, nora, olive):
    admin = staffing.add_staff(clinic, Staff.Role.SITE_ADMIN, "ada", None)

    assert [break_glass(api(who), dana).status_code for who in (admin, olive, nora, None)] == [403, 403, 403, 401]
    assert not BreakGlass.objects.exists()


def test_every_other_supervisor_of_the_site_is_rung_at_once_as_for_an_alert(
    api, dana, sue, second_supervisor, theo, other_clinic
):
    staffing.add_staff(other_clinic, Staff.Role.SUPERVISOR, "tess", None)
    give_device(second_supervisor, "sids-phone")

    response = break_glass(api(sue), dana)

    assert response.json()["supervisors_told"] == 1
    notice = Notification.objects.get()
    assert (notice.account_id, notice.kind, notice.target_type) == (second_supervisor.pk, "alert", "break-glass")
    assert str(notice.target_id) == response.json()["id"]
    assert OpenDelivery.objects.get().deliver_at == MONDAY_TEN


def test_the_person_is_told_when_the_hour_is_over_and_once(api, dana, sam, clock):
    glass = break_glass(api(sam), dana).json()["id"]
    assert tell_people(now=AT_ELEVEN - timedelta(seconds=1)) == 0
    clock.move_to(AT_ELEVEN)

    told = [tell_people(now=AT_ELEVEN), tell_people(now=AT_ELEVEN)]

    assert told == [1, 0]
    [notice] = api(dana).get("/v1/notifications").json()["results"]
    assert (notice["kind"], notice["target"]) == ("care", {"type": "access-log", "id": glass})


def test_every_look_of_that_hour_is_on_record_as_one_in_an_emergency(api, dana, sue, clock):
    desk = api(sue)
    break_glass(desk, dana)

    desk.get(f"/v1/staff/people/{dana.pk}")
    desk.get(f"/v1/staff/people/{dana.pk}/check-ins")

    looks = api(dana).get("/v1/me/access-log").json()["results"]
    assert {(look["staff"], look["data_class"], look["purpose"]) for look in looks} == {
        ("sue", "plan", "break-glass"),
        ("sue", "answers", "break-glass"),
    }


def test_a_supervisor_sees_those_of_the_site_and_that_look_is_on_record(api, dana, sam, sue):
    break_glass(api(sam), dana)

    [shown] = api(sue).get(URL).json()["results"]

    assert (shown["staff"]["handle"], shown["person"]["handle"], shown["nature"]) == ("sam", "dana", "Opioid overdose")
    assert (shown["person_told"], shown["bar"]) == ("waiting", None)
    assert AccessLog.objects.filter(staff=sue, person=dana, purpose="break-glass-review").exists()


def test_others_see_their_own_alone(api, clinic, dana, sam, theo):
    break_glass(api(sam), dana)
    colleague = staffing.add_staff(clinic, Staff.Role.COUNSELLOR, "cleo", None)

    assert len(api(sam).get(URL).json()["results"]) == 1
    assert api(colleague).get(URL).json()["results"] == []
    assert api(theo).get(URL).json()["results"] == []


def test_a_supervisor_may_bar_that_the_person_is_told(api, dana, sam, sue, clock):
    glass = break_glass(api(sam), dana).json()["id"]
    api(sam).get(f"/v1/staff/people/{dana.pk}")

    response = api(sue).post(f"{URL}/{glass}/bar", {"reason": "Her husband reads her phone."})

    assert response.status_code == 200
    assert response.json()["person_told"] == "barred"
    assert response.json()["bar"]["reason"] == "Her husband reads her phone."
    clock.move_to(AT_ELEVEN)
    assert tell_people(now=AT_ELEVEN) == 0
    phone = api(dana)
    assert phone.get("/v1/notifications").json()["results"] == []
    assert "break-glass" not in str(phone.get("/v1/me/accounting", {"limit": 100}).json())
    looks = phone.get("/v1/me/access-log").json()["results"]
    assert {look["purpose"] for look in looks} == {"break-glass-review"}


def test_barring_again_changes_nothing_and_comes_too_late_once_they_are_told(api, dana, sam, sue, clock):
    glass = break_glass(api(sam), dana).json()["id"]
    reason = {"reason": "Her husband reads her phone."}
    for _ in range(2):
        assert api(sue).post(f"{URL}/{glass}/bar", reason).status_code == 200
    assert BreakGlassBar.objects.count() == 1

    clock.move_to(AT_ELEVEN)
    later = break_glass(api(sam), dana).json()["id"]
    tell_people(now=AT_ELEVEN + timedelta(hours=1))
    response = api(sue).post(f"{URL}/{later}/bar", reason)

    assert (response.status_code, response.json()["code"]) == (409, "person-told")


def test_nobody_bars_their_own_and_no_other_role_bars_any(api, dana, sam, sue, second_supervisor, theo):
    glass = break_glass(api(sue), dana).json()["id"]
    url, reason = f"{URL}/{glass}/bar", {"reason": "x"}

    assert [api(who).post(url, reason).status_code for who in (sue, sam, theo)] == [403, 403, 403]
    assert api(second_supervisor).post(url, {}).status_code == 400
    assert api(second_supervisor).post(url, reason).status_code == 200


def test_a_supervisor_elsewhere_finds_nothing_to_bar(api, other_clinic, dana, sam):
    elsewhere = staffing.add_staff(other_clinic, Staff.Role.SUPERVISOR, "tess", None)
    glass = break_glass(api(sam), dana).json()["id"]

    assert api(elsewhere).post(f"{URL}/{glass}/bar", {"reason": "x"}).status_code == 404
    assert api(elsewhere).get(URL).json()["results"] == []


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_break_it_once(dana, sam):
    emergency = breaking.Emergency(dana.pk, BreakGlass.Reason.OVERDOSE, "Found unconscious.", "Overdose")

    broken = at_once(lambda: breaking.break_glass(sam, emergency, now=MONDAY_TEN))

    assert sorted(each.is_new for each in broken) == [False, True]
    assert BreakGlass.objects.count() == 1
