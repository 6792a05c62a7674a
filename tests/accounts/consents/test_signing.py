"""A consent stands on a form that was read and signed; what was signed is kept, sealed, and given back."""

import pytest

from backend.accounts.models import Assignment, Consent, ConsentForm, DataClass, Person, Revocation, Site
from tests.consenting import SIGNATURE, consent, form_for, signed, wish_for
from tests.times import utc

pytestmark = pytest.mark.django_db

CLIENT_ID = "0f0f0f0f-0000-4000-8000-00000000000a"


def _post(phone, wish, **changes):
    return phone.post("/v1/consents", wish | changes)


def test_signing_grants_each_class_under_one_form(api, joined, clinic):
    response = consent(api(joined), clinic.pk, ["plan", "answers"])

    assert response.status_code == 201
    assert [(each["data_class"], each["state"]) for each in response.json()] == [
        ("plan", "active"),
        ("answers", "active"),
    ]
    form = ConsentForm.objects.get()
    assert set(form.consent_set.values_list("data_class", flat=True)) == {"plan", "answers"}
    assert (form.purpose, form.method, form.version) == ("care", "typed-name", "part2-2026-11")


def test_the_copy_is_the_very_text_that_was_shown(api, joined, clinic):
    phone = api(joined)
    form = form_for(phone, clinic.pk, ["plan"])
    made = consent(phone, clinic.pk, ["plan"]).json()[0]

    copy = phone.get(f"/v1/consents/{made['id']}").json()["copy"]

    assert (copy["text"], copy["elements"], copy["sha256"]) == (form["text"], form["elements"], form["sha256"])
    assert copy["signature"] == SIGNATURE | {"authority": ""}
    assert copy["signed_at"] == "2026-11-26T15:00:00Z"


def test_no_word_of_a_signature_stands_in_the_database_in_clear(api, joined, clinic):
    phone = api(joined)

    _post(phone, wish_for(phone, clinic.pk, ["plan"]) | signed(form_for(phone, clinic.pk, ["plan"]), name="canary"))

    row = ConsentForm.objects.values().get()
    assert "canary" not in repr(row)
    assert ConsentForm.objects.get().content["signed"]["name"] == "canary"


@pytest.mark.parametrize("signature", [None, "missing"])
def test_without_a_signature_there_is_no_consent(api, joined, clinic, signature):
    phone = api(joined)
    wish = wish_for(phone, clinic.pk, ["plan"]) | {"signature": signature}
    if signature == "missing":
        del wish["signature"]

    response = _post(phone, wish)

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    assert response.json()["errors"][0]["pointer"] == "/signature"
    assert not Consent.objects.filter(person=joined).exists()


@pytest.mark.parametrize(
    ("signature", "pointer"),
    [
        ({"name": "   "}, "/signature/name"),
        ({"name": ""}, "/signature/name"),
        ({"name": "x" * 201}, "/signature/name"),
        ({"name": 7}, "/signature/name"),
        ({"method": "waved"}, "/signature/method"),
        ({"signer": "a friend"}, "/signature/signer"),
        ({"signer": "representative"}, "/signature/authority"),
        ({"signer": "representative", "authority": " "}, "/signature/authority"),
        ({"authority": "guardian"}, "/signature/authority"),
        ({"stamp": "x"}, "/signature/stamp"),
    ],
)
def test_a_signature_that_is_none_is_refused_at_its_place(api, joined, clinic, signature, pointer):
    phone = api(joined)

    response = _post(phone, wish_for(phone, clinic.pk, ["plan"]), signature=SIGNATURE | signature)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == pointer
    assert not ConsentForm.objects.exists()


def test_without_saying_which_form_was_read_there_is_no_consent(api, joined, clinic):
    phone = api(joined)

    response = _post(phone, wish_for(phone, clinic.pk, ["plan"]), form=None)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/form"


@pytest.mark.parametrize("stale", [{"sha256": "0" * 64}, {"version": "part2-2020-01"}, {"language": "es"}])
def test_another_form_than_the_one_on_offer_is_refused_with_the_one_on_offer(api, joined, clinic, stale):
    phone = api(joined)
    wish = wish_for(phone, clinic.pk, ["plan"])

    response = _post(phone, wish, form=wish["form"] | stale)

    assert (response.status_code, response.json()["code"]) == (409, "consent-form-changed")
    assert response.json()["form"] == form_for(phone, clinic.pk, ["plan"])
    assert not Consent.objects.filter(person=joined).exists()


def test_the_form_of_other_classes_signs_nothing(api, joined, clinic):
    phone = api(joined)

    response = _post(phone, wish_for(phone, clinic.pk, ["plan"]), data_classes=["plan", "answers"])

    assert response.status_code == 409


def test_a_form_read_before_the_site_took_another_name_is_read_anew(api, joined, clinic):
    phone = api(joined)
    wish = wish_for(phone, clinic.pk, ["plan"])
    Site.objects.update(name="Bay Clinic")

    refused = _post(phone, wish)
    accepted = _post(phone, wish | signed(refused.json()["form"]))

    assert (refused.status_code, accepted.status_code) == (409, 201)


@pytest.mark.parametrize(("typed", "status"), [("nora", 201), (" Nora ", 201), ("dana", 422)])
def test_who_signs_with_a_handle_signs_with_their_own(api, joined, clinic, typed, status):
    phone = api(joined)
    form = form_for(phone, clinic.pk, ["plan"])

    response = _post(phone, wish_for(phone, clinic.pk, ["plan"]) | signed(form, name=typed, method="typed-handle"))

    assert response.status_code == status
    assert status == 201 or response.json()["code"] == "consent-deficient"


def test_a_representative_says_in_what_right(api, joined, clinic):
    phone = api(joined)
    by_guardian = {"name": "Ann Roe", "signer": "representative", "authority": "guardian"}
    wish = wish_for(phone, clinic.pk, ["plan"]) | signed(form_for(phone, clinic.pk, ["plan"]), **by_guardian)

    made = _post(phone, wish).json()[0]

    assert phone.get(f"/v1/consents/{made['id']}").json()["copy"]["signature"] == SIGNATURE | by_guardian


def test_a_consent_signed_before_the_site_was_joined_is_false(api, joined, clinic):
    phone = api(joined)
    then = {"occurred_at": "2026-11-19T12:00:00Z", "sent_at": "2026-11-26T15:00:00Z"}
    form = form_for(phone, clinic.pk, ["plan"], expires_on="2026-12-24")

    response = _post(phone, wish_for(phone, clinic.pk, ["plan"], expires_on="2026-12-24") | then | signed(form))

    assert (response.status_code, response.json()["code"]) == (422, "consent-deficient")


def test_what_was_signed_without_signal_counts_from_then_though_a_day_has_passed(api, joined, clinic, clock):
    phone = api(joined)
    wish = wish_for(phone, clinic.pk, ["plan"])
    clock.move_to(utc("2026-11-27T15:00"))
    sent = {"occurred_at": "2026-11-26T15:00:00Z", "sent_at": "2026-11-27T15:00:00Z"}

    response = _post(phone, wish | sent)

    assert response.status_code == 201
    assert response.json()[0]["granted_at"] == "2026-11-26T15:00:00Z"
    assert response.json()[0]["expires_at"] == "2027-11-27T05:00:00Z"


def test_what_was_taken_back_after_it_was_signed_does_not_come_back_when_it_arrives(api, joined, clinic, sam, clock):
    phone = api(joined)
    made = consent(phone, clinic.pk, ["plan"]).json()[0]
    late = wish_for(phone, clinic.pk, ["plan", "answers"])
    clock.move_to(utc("2026-11-26T16:00"))
    phone.post(f"/v1/consents/{made['id']}/revoke")
    sent = {"occurred_at": "2026-11-26T15:30:00Z", "sent_at": "2026-11-26T16:00:00Z"}

    response = _post(phone, late | sent)

    assert response.status_code == 201
    assert [each["state"] for each in response.json()] == ["revoked", "active"]
    assert api(sam).get(f"/v1/staff/people/{joined.pk}").status_code == 404


def test_agreeing_anew_right_after_taking_back_holds(api, joined, clinic):
    phone = api(joined)
    made = consent(phone, clinic.pk, ["plan"]).json()[0]
    phone.post(f"/v1/consents/{made['id']}/revoke")

    assert consent(phone, clinic.pk, ["plan"]).json()[0]["state"] == "active"


def test_left_to_itself_a_consent_lasts_as_long_as_the_site_allows(api, joined, clinic):
    made = consent(api(joined), clinic.pk, ["plan"]).json()[0]

    assert made["expires_at"] == "2027-11-27T05:00:00Z"


def test_an_end_given_as_a_day_is_midnight_at_the_site_over_daylight_saving(api, joined, clinic):
    phone = api(joined)

    winter = consent(phone, clinic.pk, ["plan"], expires_on="2027-03-13").json()[0]
    summer = consent(phone, clinic.pk, ["plan"], expires_on="2027-03-14").json()[0]

    assert (winter["expires_at"], summer["expires_at"]) == ("2027-03-14T05:00:00Z", "2027-03-15T04:00:00Z")


def test_up_to_its_midnight_it_holds_and_then_it_is_shown_as_ended(api, joined, sam, clinic, clock):
    phone = api(joined)
    made = consent(phone, clinic.pk, ["plan"], expires_on="2027-03-14").json()[0]
    path = f"/v1/staff/people/{joined.pk}"

    clock.move_to(utc("2027-03-15T03:59:59"))
    before = api(sam).get(path).status_code
    clock.move_to(utc("2027-03-15T04:00"))
    after = api(sam).get(path).status_code

    assert (before, after) == (200, 404)
    assert phone.get(f"/v1/consents/{made['id']}").json()["state"] == "ended"
    assert phone.get("/v1/consents").json()["results"][0]["state"] == "ended"


def test_an_end_past_what_the_site_allows_is_refused(api, joined, clinic):
    phone = api(joined)

    response = _post(phone, wish_for(phone, clinic.pk, ["plan"]), expires_at="2028-01-01T00:00:00Z")

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/expires_at"


def test_a_consent_that_would_have_ended_already_is_refused_and_not_an_error(api, joined, clinic):
    phone = api(joined)

    response = _post(phone, wish_for(phone, clinic.pk, ["plan"]), expires_at="2020-01-01T00:00:00Z")

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/expires_at"


def test_nobody_consents_to_a_site_they_have_not_joined(api, nora, dana, clinic):
    wish = wish_for(api(dana), clinic.pk, ["plan"])

    assert _post(api(nora), wish).status_code == 404


def test_the_form_of_another_person_signs_nothing(api, joined, dana, clinic):
    wish = wish_for(api(dana), clinic.pk, ["plan"])

    assert _post(api(joined), wish).status_code == 409


def test_a_class_named_twice_is_granted_once(api, joined, clinic):
    response = consent(api(joined), clinic.pk, ["alerts", "alerts"])

    assert [each["data_class"] for each in response.json()] == ["alerts"]


def test_a_class_that_there_is_not_is_refused(api, joined, clinic):
    phone = api(joined)

    response = _post(phone, wish_for(phone, clinic.pk, ["plan"]), data_classes=["plan", "diary"])

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"].startswith("/data_classes")
    assert not Consent.objects.filter(person=joined).exists()


def test_a_consent_sent_again_after_it_was_taken_back_is_not_granted_again(api, dana, clinic):
    phone = api(dana)
    clocks = {"occurred_at": "2026-11-20T10:00:00Z", "sent_at": "2026-11-20T10:00:05Z"}
    wish = wish_for(phone, clinic.pk, ["answers"], id=CLIENT_ID) | clocks
    first = _post(phone, wish)
    phone.post(f"/v1/consents/{first.json()[0]['id']}/revoke")

    again = _post(phone, wish | {"sent_at": "2026-11-20T10:09:00Z"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()[0]["id"] == first.json()[0]["id"]
    assert again.json()[0]["state"] == "revoked"
    assert not Consent.objects.filter(person=dana, data_class=DataClass.ANSWERS, revoked_at=None).exists()


def test_a_repeat_is_answered_though_another_form_is_on_offer_by_now(api, dana, clinic):
    phone = api(dana)
    wish = wish_for(phone, clinic.pk, ["plan"], id=CLIENT_ID)
    _post(phone, wish)
    Site.objects.update(name="Bay Clinic")

    again = _post(phone, wish)

    assert again.status_code == 200


def test_the_same_id_for_another_consent_is_refused(api, dana, clinic):
    phone = api(dana)
    _post(phone, wish_for(phone, clinic.pk, ["plan"], id=CLIENT_ID))

    response = _post(phone, wish_for(phone, clinic.pk, ["answers"], id=CLIENT_ID))

    assert (response.status_code, response.json()["code"]) == (409, "id-taken")


def test_a_consent_of_somebody_else_is_not_there(api, dana, nora, sam):
    made = Consent.objects.filter(person=dana).earliest("id")

    assert api(nora).get(f"/v1/consents/{made.pk}").status_code == 404
    assert api(sam).get(f"/v1/consents/{made.pk}").status_code == 403


def test_a_consent_that_an_operator_put_there_has_no_copy(api, dana):
    made = Consent.objects.filter(person=dana).earliest("id")

    assert api(dana).get(f"/v1/consents/{made.pk}").json()["copy"] is None


def test_signing_keeps_that_the_person_is_of_age_and_nothing_about_how_old(api, joined, clinic):
    consent(api(joined), clinic.pk, ["plan"])

    assert Person.objects.get(pk=joined.pk).adult_confirmed


def test_a_refused_form_leaves_nothing_behind(api, joined, clinic):
    phone = api(joined)
    wish = wish_for(phone, clinic.pk, ["plan"], id=CLIENT_ID)

    refused = _post(phone, wish, signature=None)
    accepted = _post(phone, wish)

    assert (refused.status_code, accepted.status_code) == (400, 201)
    assert not Revocation.objects.exists()


def test_pooled_figures_alone_are_no_matter_of_care(api, joined, clinic):
    consent(api(joined), clinic.pk, ["improve"])

    assert ConsentForm.objects.get().purpose == "other"


def test_a_person_who_has_left_signs_nothing_there(api, joined, clinic):
    phone = api(joined)
    wish = wish_for(phone, clinic.pk, ["plan"])
    Assignment.objects.filter(person=joined).update(ended_at=utc("2026-11-26T14:00"))

    assert _post(phone, wish).status_code == 404
