"""The export holds what the person was told and signed, and nobody else's name; erasing takes it along."""

import pytest

from backend.accounts.models import Account
from tests.consenting import consent, form_for, signed, wish_for

pytestmark = pytest.mark.django_db


def _exported(phone):
    return phone.get("/v1/me/export").json()["account"]


def test_the_export_holds_notices_signed_forms_and_revocations(api, joined, clinic, sam):
    phone = api(joined)
    phone.get(f"/v1/sites/{clinic.pk}/notice")
    made = consent(phone, clinic.pk, ["plan"]).json()[0]
    phone.post(f"/v1/consents/{made['id']}/revoke")

    exported = _exported(phone)

    assert [each["event"] for each in exported["notices"]] == ["shown"]
    content = exported["consent_forms"][0]["content"]
    assert content["text"].startswith("Your yes to Harbour Clinic")
    assert content["signed"]["name"] == "Dana Doe"
    assert [each["consent_id"] for each in exported["revocations"]] == [made["id"]]
    assert exported["adult_confirmed"] is True
    assert "sam" not in str(exported).split()


def test_the_name_of_a_representative_is_not_in_it(api, joined, clinic):
    phone = api(joined)
    form = form_for(phone, clinic.pk, ["plan"])
    by_guardian = signed(form, name="Ann Roe", signer="representative", authority="guardian")
    phone.post("/v1/consents", wish_for(phone, clinic.pk, ["plan"]) | by_guardian)

    exported = _exported(phone)

    assert "Ann Roe" not in str(exported)
    assert exported["consent_forms"][0]["content"]["signed"]["authority"] == "guardian"


def test_somebody_who_signed_and_revoked_can_erase_themselves(api, joined, clinic):
    phone = api(joined)
    phone.get(f"/v1/sites/{clinic.pk}/notice")
    made = consent(phone, clinic.pk, ["plan"]).json()[0]
    phone.post(f"/v1/consents/{made['id']}/revoke")

    assert phone.delete("/v1/me").status_code == 204
    assert not Account.objects.filter(pk=joined.pk, is_active=True).exists()
