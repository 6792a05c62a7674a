"""A single-use code: handed over, taken once, listed, withdrawn."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.db import connection

from backend.accounts import joining, staffing
from backend.accounts.models import Assignment, Consent, Invitation, Staff
from backend.accounts.qr import qr_svg
from backend.accounts.requests import InvitationCode, InvitationWish
from tests.at_once import at_once
from tests.consenting import consent
from tests.times import utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-11-22T12:00")


def _invite(staff, *, now=NOW, **wish):
    return joining.invite(staff, InvitationWish(**wish), now=now)


def _accept(person, code, *, now=NOW):
    return joining.accept_invitation(person, InvitationCode(code), now=now)


def test_staff_invite_and_a_person_joins_and_consents_class_by_class(api, sam, nora):
    code = api(sam).post("/v1/staff/invitations").json()["code"]
    phone = api(nora)

    joined = phone.post("/v1/invitations/accept", {"code": code})
    granted = consent(phone, joined.json()["id"], ["plan", "answers"])

    assert joined.json()["name"] == "Harbour Clinic"
    assert granted.status_code == 201
    assert Assignment.objects.filter(person=nora, staff=sam).exists()
    assert set(Consent.objects.filter(person=nora).values_list("data_class", flat=True)) == {"plan", "answers"}


def test_joining_shares_nothing(api, sam, nora):
    code = api(sam).post("/v1/staff/invitations").json()["code"]

    api(nora).post("/v1/invitations/accept", {"code": code})

    assert not Consent.objects.filter(person=nora).exists()
    assert api(sam).get(f"/v1/staff/people/{nora.pk}").status_code == 404


def test_an_invitation_works_for_one_person(api, sam, nora, dana):
    code = api(sam).post("/v1/staff/invitations").json()["code"]
    api(nora).post("/v1/invitations/accept", {"code": code})

    response = api(dana).post("/v1/invitations/accept", {"code": code})

    assert response.status_code == 410
    assert response.json()["code"] == "invitation-expired"


def test_the_same_person_may_send_the_same_code_again(api, sam, nora):
    code = api(sam).post("/v1/staff/invitations").json()["code"]
    first = api(nora).post("/v1/invitations/accept", {"code": code})

    again = api(nora).post("/v1/invitations/accept", {"code": code})

    assert again.json() == first.json()
    assert Assignment.objects.filter(person=nora).count() == 1


def test_an_invitation_ends_after_72_hours(sam, nora):
    code = _invite(sam).code or ""

    with pytest.raises(staffing.InvitationExpired):
        _accept(nora, code, now=utc("2026-11-25T12:00"))


def test_a_moment_before_72_hours_are_over_it_still_works(sam, nora):
    code = _invite(sam).code or ""

    assert _accept(nora, code, now=utc("2026-11-25T11:59")).site == sam.site


@pytest.mark.django_db(transaction=True)
def test_of_two_phones_with_one_code_one_wins(sam, dana, nora):
    code = _invite(sam).code or ""
    racing = iter([dana, nora])

    def join():
        try:
            return _accept(next(racing), code).site
        except staffing.InvitationExpired:
            return None
        finally:
            connection.close()

    sites = at_once(join)

    assert sorted(site is None for site in sites) == [False, True]
    assert Invitation.objects.filter(accepted_by__isnull=False).count() == 1


def test_only_staff_invite(api, dana, olive):
    assert api(dana).post("/v1/staff/invitations").status_code == 403
    assert api(olive).post("/v1/staff/invitations").status_code == 403
    assert api().post("/v1/staff/invitations").status_code == 401


def test_an_invitation_sent_again_is_the_same_and_shows_no_code_twice(api, sam, theo):
    wish = {"id": "0f0f0f0f-0000-4000-8000-00000000000b"}
    first = api(sam).post("/v1/staff/invitations", wish)

    again = api(sam).post("/v1/staff/invitations", wish)
    elsewhere = api(theo).post("/v1/staff/invitations", wish)

    assert (first.status_code, again.status_code, elsewhere.status_code) == (201, 200, 409)
    assert first.json()["id"] == again.json()["id"] == wish["id"]
    assert again.json()["code"] is None
    assert again.json()["qr_svg"] is None


def test_the_qr_code_holds_the_code_and_stands_by_itself(api, sam):
    made = api(sam).post("/v1/staff/invitations").json()

    drawing = ElementTree.fromstring(made["qr_svg"])

    assert made["qr_svg"] == qr_svg(made["code"])
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"style|script|href|http(?!://www\.w3\.org/2000/svg)", made["qr_svg"])


def test_another_code_is_another_drawing():
    assert qr_svg("AAAAA-BBBBB") != qr_svg("AAAAA-BBBBC")


def test_staff_list_their_invitations_with_what_became_of_them(api, sam, sue, nora):
    used, withdrawn = _invite(sam), _invite(sam)
    expired = _invite(sam, now=utc("2026-11-01T12:00"))
    fresh = api(sam).post("/v1/staff/invitations").json()
    _accept(nora, used.code or "")
    joining.withdraw_invitation(sam, withdrawn.invitation.pk, now=NOW)
    _invite(sue)

    listed = api(sam).get("/v1/staff/invitations").json()["results"]

    assert {each["id"]: each["state"] for each in listed} == {
        str(used.invitation.pk): "used",
        str(withdrawn.invitation.pk): "withdrawn",
        str(expired.invitation.pk): "expired",
        fresh["id"]: "open",
    }
    assert "nora" not in str(listed)
    assert str(nora.pk) not in str(listed)


def test_a_supervisor_lists_those_of_the_site_and_nobody_those_of_another(api, sam, sue, theo):
    made = _invite(sam)
    _invite(theo)

    listed = api(sue).get("/v1/staff/invitations").json()["results"]

    assert [(each["id"], each["invited_by"]["handle"]) for each in listed] == [(str(made.invitation.pk), "sam")]


def test_a_withdrawn_invitation_lets_nobody_in(api, sam, nora):
    made = api(sam).post("/v1/staff/invitations").json()
    path = f"/v1/staff/invitations/{made['id']}"

    first, again = api(sam).delete(path), api(sam).delete(path)
    response = api(nora).post("/v1/invitations/accept", {"code": made["code"]})

    assert (first.status_code, again.status_code) == (204, 204)
    assert response.status_code == 410
    assert not Assignment.objects.filter(person=nora).exists()


def test_what_was_used_cannot_be_withdrawn(api, sam, nora):
    made = api(sam).post("/v1/staff/invitations").json()
    api(nora).post("/v1/invitations/accept", {"code": made["code"]})

    response = api(sam).delete(f"/v1/staff/invitations/{made['id']}")

    assert (response.status_code, response.json()["code"]) == (409, "invitation-used")


def test_an_invitation_of_somebody_else_is_not_there(api, sam, sue, theo):
    made = _invite(sue).invitation

    assert api(sam).delete(f"/v1/staff/invitations/{made.pk}").status_code == 404
    assert api(theo).delete(f"/v1/staff/invitations/{made.pk}").status_code == 404


def test_a_supervisor_invites_for_a_colleague(api, sam, sue, nora):
    made = api(sue).post("/v1/staff/invitations", {"assign_to": str(sam.pk)}).json()

    api(nora).post("/v1/invitations/accept", {"code": made["code"]})

    assert Assignment.objects.get(person=nora).staff == sam
    assert api(sue).get("/v1/staff/invitations").json()["results"][0]["assign_to"]["handle"] == "sam"


def test_a_site_admin_invites_for_others_only(api, sam):
    admin = staffing.add_staff(sam.site, Staff.Role.SITE_ADMIN, "ada", None)

    for_sam = api(admin).post("/v1/staff/invitations", {"assign_to": str(sam.pk)})
    for_nobody = api(admin).post("/v1/staff/invitations")

    assert for_sam.status_code == 201
    assert for_nobody.json()["errors"][0]["pointer"] == "/assign_to"


@pytest.mark.parametrize("role", [Staff.Role.ON_CALL, Staff.Role.SITE_ADMIN])
def test_who_follows_nobody_cannot_be_assigned(api, sue, role):
    other = staffing.add_staff(sue.site, role, "oscar", None)

    response = api(sue).post("/v1/staff/invitations", {"assign_to": str(other.pk)})

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/assign_to"


def test_a_counsellor_invites_for_nobody_else(api, sam, sue):
    assert api(sam).post("/v1/staff/invitations", {"assign_to": str(sue.pk)}).status_code == 400


def test_nobody_invites_for_staff_of_another_site(api, sue, theo):
    assert api(sue).post("/v1/staff/invitations", {"assign_to": str(theo.pk)}).status_code == 400


@pytest.mark.parametrize("leaves", ["account", "site"])
def test_an_invitation_for_somebody_who_has_left_joins_nobody_and_no_other_site(sam, sue, nora, other_clinic, leaves):
    code = _invite(sue, assign_to=sam.pk).code or ""
    if leaves == "account":
        sam.account.is_active = False
        sam.account.save()
    else:
        sam.site = other_clinic
        sam.save()

    with pytest.raises(staffing.InvitationExpired):
        _accept(nora, code)


def test_whoever_says_not_to_be_of_age_does_not_join_and_the_code_stays_good(api, sam, nora):
    code = api(sam).post("/v1/staff/invitations").json()["code"]

    refused = api(nora).post("/v1/invitations/accept", {"code": code, "adult_confirmed": False})
    joined = api(nora).post("/v1/invitations/accept", {"code": code, "adult_confirmed": True})

    assert (refused.status_code, refused.json()["code"]) == (422, "adults-only")
    assert joined.json()["adult_confirmed"] is True


def test_an_app_that_does_not_ask_joins_and_says_that_nobody_has_confirmed(api, sam, nora):
    code = api(sam).post("/v1/staff/invitations").json()["code"]

    joined = api(nora).post("/v1/invitations/accept", {"code": code})

    assert joined.json()["adult_confirmed"] is False


def test_signing_confirms_that_one_is_of_age(api, sam, nora):
    code = api(sam).post("/v1/staff/invitations").json()["code"]
    site = api(nora).post("/v1/invitations/accept", {"code": code}).json()["id"]
    consent(api(nora), site, ["plan"])

    again = api(nora).post("/v1/invitations/accept", {"code": code})

    assert again.json()["adult_confirmed"] is True


def test_guessing_codes_is_slowed_down(api, nora, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "invitations"}
    }
    phone = api(nora)

    statuses = [phone.post("/v1/invitations/accept", {"code": f"WRONG-{n}"}).status_code for n in range(21)]

    assert statuses == [410] * 20 + [429]
