"""A site may tell somebody outside what the person signed for, for that purpose, until it ends."""

import pytest

from backend.accounts.consents.outside import active_outside_consent, active_outside_consents
from backend.accounts.models import Assignment, Consent, ConsentForm, DataClass, OutsideConsent, Revocation
from tests.consenting import signed
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-26T15:00")
RECIPIENT = {"name": "Dr. Lee", "affiliation": "Bay Hospital", "is_covered_entity": True}
CARE = ConsentForm.Purpose.CARE


def _wish(phone, site, **more):
    terms = {"site_id": str(site.pk), "data_classes": ["plan", "answers"], "purposes": ["care"], "recipient": RECIPIENT}
    terms |= more
    asked = {name: value for name, value in terms.items() if name != "id"}
    return terms | signed(phone.post("/v1/consent-forms", asked).json())


def _give(phone, site, **more):
    return phone.post("/v1/outside-consents", _wish(phone, site, **more))


def _holds(person, site, made, *, purpose=CARE, data_classes=("plan",), now=NOW):
    wanted = [DataClass(each) for each in data_classes]
    return active_outside_consent(person, site, made["id"], purpose=purpose, data_classes=wanted, now=now) is not None


def test_a_person_lets_the_site_tell_somebody(api, joined, clinic):
    response = _give(api(joined), clinic)

    assert response.status_code == 201
    made = response.json()[0]
    assert (made["purpose"], made["data_classes"], made["state"]) == ("care", ["plan", "answers"], "active")
    assert made["recipient"] == RECIPIENT
    assert not Consent.objects.filter(person=joined).exists()


def test_each_purpose_is_a_consent_of_its_own_under_one_signature(api, joined, clinic):
    made = _give(api(joined), clinic, purposes=["payment", "care"]).json()

    assert sorted(each["purpose"] for each in made) == ["care", "payment"]
    assert ConsentForm.objects.count() == 2
    assert len(set(ConsentForm.objects.values_list("text_sha256", flat=True))) == 1


def test_the_recipient_stands_in_no_row_in_clear(api, joined, clinic):
    _give(api(joined), clinic)

    assert "Lee" not in repr(OutsideConsent.objects.values().get())


def test_it_holds_for_its_purpose_and_its_classes_and_its_site_alone(api, joined, clinic, other_clinic, dana):
    made = _give(api(joined), clinic).json()[0]

    assert _holds(joined, clinic, made, data_classes=["plan", "answers"])
    assert not _holds(joined, clinic, made, data_classes=["plan", "cravings"])
    assert not _holds(joined, clinic, made, purpose=ConsentForm.Purpose.PAYMENT)
    assert not _holds(joined, other_clinic, made)
    assert not _holds(dana, clinic, made)


def test_without_a_date_it_ends_with_the_care(api, joined, clinic):
    phone = api(joined)
    made = _give(phone, clinic).json()[0]

    Assignment.objects.filter(person=joined).update(ended_at=NOW)

    assert not _holds(joined, clinic, made)
    assert phone.get("/v1/outside-consents").json()["results"][0]["state"] == "ended"


def test_with_a_date_it_ends_with_that_day_at_the_site(api, joined, clinic):
    made = _give(api(joined), clinic, expires_on="2026-12-03").json()[0]

    assert _holds(joined, clinic, made, now=utc("2026-12-04T04:59:59"))
    assert not _holds(joined, clinic, made, now=utc("2026-12-04T05:00"))


def test_taken_back_it_holds_no_more_and_twice_changes_nothing(api, joined, clinic, clock):
    phone = api(joined)
    made = _give(phone, clinic).json()[0]
    path = f"/v1/outside-consents/{made['id']}/revoke"

    first = phone.post(path)
    clock.move_to(utc("2026-11-26T16:00"))
    again = phone.post(path)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["state"] == "revoked"
    assert again.json()["revoked_at"] == first.json()["revoked_at"]
    assert not active_outside_consents(joined, clinic, now=NOW).exists()
    assert Revocation.objects.get().outside_consent_id == OutsideConsent.objects.get().pk


def test_the_copy_is_what_was_signed(api, joined, clinic):
    phone = api(joined)
    wish = _wish(phone, clinic)
    made = phone.post("/v1/outside-consents", wish).json()[0]

    copy = phone.get(f"/v1/outside-consents/{made['id']}").json()["copy"]

    assert copy["sha256"] == wish["form"]["sha256"]
    assert "Dr. Lee, Bay Hospital." in copy["text"]


@pytest.mark.parametrize("purpose", ["legal-proceedings", "counselling-notes"])
def test_what_has_to_stand_alone_is_signed_with_nothing_else(api, joined, clinic, purpose):
    phone = api(joined)
    wish = _wish(phone, clinic)

    response = phone.post("/v1/outside-consents", wish | {"purposes": [purpose, "care"]})

    assert (response.status_code, response.json()["code"]) == (422, "consent-bundled")
    assert not OutsideConsent.objects.exists()


def test_legal_proceedings_have_a_record_of_their_own(api, joined, clinic):
    made = _give(api(joined), clinic, purposes=["legal-proceedings"]).json()

    assert [each["purpose"] for each in made] == ["legal-proceedings"]
    assert ConsentForm.objects.get().purpose == "legal-proceedings"


def test_unsigned_or_signed_for_somebody_else_it_is_refused(api, joined, clinic):
    phone = api(joined)
    wish = _wish(phone, clinic)

    unsigned = phone.post("/v1/outside-consents", wish | {"signature": None})
    for_another = phone.post("/v1/outside-consents", wish | {"recipient": RECIPIENT | {"name": "Dr. Moe"}})

    assert unsigned.json()["errors"][0]["pointer"] == "/signature"
    assert for_another.status_code == 409


def test_sent_again_it_is_the_same(api, joined, clinic):
    phone = api(joined)
    wish = _wish(phone, clinic, id="0f0f0f0f-0000-4000-8000-00000000000c")

    first, again = phone.post("/v1/outside-consents", wish), phone.post("/v1/outside-consents", wish)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert OutsideConsent.objects.count() == 1


def test_one_of_somebody_else_is_not_there(api, joined, dana, sam, clinic):
    made = _give(api(joined), clinic).json()[0]

    for path in ("", "/revoke"):
        method = api(dana).post if path else api(dana).get
        assert method(f"/v1/outside-consents/{made['id']}{path}").status_code == 404
    assert api(sam).get("/v1/outside-consents").status_code == 403
