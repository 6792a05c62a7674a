import pytest

from backend.accounts import joining, staffing
from backend.accounts.models import Assignment, Consent, DataClass
from tests.times import utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-11-22T12:00")


def test_staff_invite_and_a_person_joins_and_consents_class_by_class(api, sam, nora):
    code = api(sam).post("/v1/staff/invitations").json()["code"]
    phone = api(nora)

    joined = phone.post("/v1/invitations/accept", {"code": code})
    granted = phone.post("/v1/consents", {"site_id": joined.json()["id"], "data_classes": ["plan", "answers"]})

    assert joined.json()["name"] == "Harbour Clinic"
    assert granted.status_code == 201
    assert Assignment.objects.filter(person=nora, staff=sam).exists()
    assert set(Consent.objects.filter(person=nora).values_list("data_class", flat=True)) == {"plan", "answers"}


def test_an_invitation_works_for_one_person(api, sam, nora, dana):
    code = api(sam).post("/v1/staff/invitations").json()["code"]
    api(nora).post("/v1/invitations/accept", {"code": code})

    response = api(dana).post("/v1/invitations/accept", {"code": code})

    assert response.status_code == 410
    assert response.json()["code"] == "invitation-expired"


def test_an_invitation_ends_after_72_hours(sam, nora):
    code = joining.invite(sam, now=NOW).code or ""

    with pytest.raises(staffing.InvitationExpired):
        joining.accept_invitation(nora, code, now=utc("2026-11-25T12:00"))


def test_nobody_consents_to_a_site_they_have_not_joined(api, nora, clinic):
    response = api(nora).post("/v1/consents", {"site_id": str(clinic.pk), "data_classes": ["plan"]})

    assert response.status_code == 404


def test_a_consent_taken_back_is_shown_so(api, dana):
    phone = api(dana)
    consent = Consent.objects.get(person=dana, data_class=DataClass.ANSWERS)

    response = phone.post(f"/v1/consents/{consent.pk}/revoke")

    assert response.status_code == 200
    assert response.json()["revoked_at"] is not None


def test_another_persons_consent_cannot_be_taken_back(api, dana, nora):
    consent = Consent.objects.filter(person=dana).earliest("id")

    assert api(nora).post(f"/v1/consents/{consent.pk}/revoke").status_code == 404
    consent.refresh_from_db()
    assert consent.revoked_at is None


def test_only_staff_invite(api, dana, olive):
    assert api(dana).post("/v1/staff/invitations").status_code == 403
    assert api(olive).post("/v1/staff/invitations").status_code == 403
    assert api().post("/v1/staff/invitations").status_code == 401


def test_a_consent_that_would_have_ended_already_is_refused_and_not_an_error(api, dana):
    site = Consent.objects.filter(person=dana).earliest("id").site

    response = api(dana).post(
        "/v1/consents", {"site_id": str(site.pk), "data_classes": ["plan"], "expires_at": "2020-01-01T00:00:00Z"}
    )

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/expires_at"


def test_a_class_named_twice_is_granted_once(api, dana):
    site = Consent.objects.filter(person=dana).earliest("id").site

    response = api(dana).post("/v1/consents", {"site_id": str(site.pk), "data_classes": ["alerts", "alerts"]})

    assert [each["data_class"] for each in response.json()] == ["alerts"]


def test_a_consent_sent_again_after_it_was_taken_back_is_not_granted_again(api, dana, clinic):
    phone = api(dana)
    wish = {
        "id": "0f0f0f0f-0000-4000-8000-00000000000a",
        "site_id": str(clinic.pk),
        "data_classes": ["answers"],
        "occurred_at": "2026-11-20T10:00:00Z",
        "sent_at": "2026-11-20T10:00:05Z",
    }
    first = phone.post("/v1/consents", wish)
    phone.post(f"/v1/consents/{first.json()[0]['id']}/revoke")

    again = phone.post("/v1/consents", wish | {"sent_at": "2026-11-20T10:09:00Z"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()[0]["id"] == first.json()[0]["id"]
    assert again.json()[0]["revoked_at"] is not None
    assert not Consent.objects.filter(person=dana, data_class=DataClass.ANSWERS, revoked_at=None).exists()


def test_an_invitation_sent_again_is_the_same_and_shows_no_code_twice(api, sam, theo):
    wish = {"id": "0f0f0f0f-0000-4000-8000-00000000000b"}
    first = api(sam).post("/v1/staff/invitations", wish)

    again = api(sam).post("/v1/staff/invitations", wish)
    elsewhere = api(theo).post("/v1/staff/invitations", wish)

    assert (first.status_code, again.status_code, elsewhere.status_code) == (201, 200, 409)
    assert first.json()["id"] == again.json()["id"] == wish["id"]
    assert again.json()["code"] is None
