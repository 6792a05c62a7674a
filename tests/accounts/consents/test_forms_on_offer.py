"""What somebody would sign is asked for first, and says it all."""

import pytest

from backend.accounts.models import Assignment, Consent, ConsentForm, DataClass, Site
from tests.consenting import form_for
from tests.times import utc

pytestmark = pytest.mark.django_db

RECIPIENT = {"name": "Dr. Lee", "affiliation": "Bay Hospital", "is_covered_entity": True}


def _outside(phone, site, **wish):
    body = {"site_id": str(site.pk), "data_classes": ["plan"], "purposes": ["care"], "recipient": RECIPIENT}
    return phone.post("/v1/consent-forms", body | wish)


def test_a_form_holds_every_element_and_asking_grants_nothing(api, joined, clinic):
    form = form_for(api(joined), clinic.pk, ["plan", "alerts"])

    elements = form["elements"]
    assert elements["person"] == "The person who signs below, known in this app as nora."
    assert elements["discloser"] == "This app, which keeps your records for Harbour Clinic."
    assert [item["data_class"] for item in elements["information"]] == ["plan", "alerts"]
    assert "Staff of Harbour Clinic, and no one else." in elements["recipients"]
    assert "may not pass this on" in elements["redisclosure"]
    assert elements["purpose"].startswith("For your care")
    assert "take this back at any time" in elements["right_to_revoke"]
    assert "trusting your yes, cannot be undone" in elements["right_to_revoke"]
    assert elements["expiry"] == "At the end of 26 November 2027, by the clock at Harbour Clinic."
    assert "no one at Harbour Clinic is told when your answers show danger" in elements["refusal"]
    assert elements["signature"].startswith("I am 18 or older.")
    assert (form["version"], form["language"]) == ("part2-2026-11", "en")
    assert (form["expires_on"], form["expires_at"]) == ("2027-11-26", "2027-11-27T05:00:00Z")
    assert not Consent.objects.filter(person=joined).exists()
    assert not ConsentForm.objects.exists()


def test_each_class_says_who_reads_it_always_and_who_during_an_alert(api, joined, clinic):
    form = form_for(api(joined), clinic.pk, DataClass.values)

    readers = {item["data_class"]: item["readers"] for item in form["elements"]["information"]}
    assert readers["cravings"] == readers["exercises"] == "Read by your care team."
    assert readers["plan"] == readers["answers"]
    assert "While an alert is open" in readers["answers"]
    assert "urgent alert" in readers["safety-plan"]
    assert "highest level" in readers["phone"]
    assert readers["alerts"] == "Read by your care team, supervisors and on-call staff."
    assert readers["meetings"] == readers["improve"] == "No staff read it."


def test_no_staff_member_is_named_in_what_is_signed(api, dana, sam, sue, clinic):
    text = form_for(api(dana), clinic.pk, DataClass.values)["text"]

    assert "sam" not in text.split()
    assert "sue" not in text.split()


def test_the_order_in_which_classes_are_named_makes_no_other_form(api, joined, clinic):
    phone = api(joined)

    one, other = (form_for(phone, clinic.pk, classes) for classes in (["plan", "answers"], ["answers", "plan", "plan"]))

    assert one == other


def test_somebody_without_a_handle_is_not_named(api, joined, clinic):
    joined.account.handle = None
    joined.account.save()

    assert "no name" in form_for(api(joined), clinic.pk, ["plan"])["elements"]["person"]


@pytest.mark.parametrize("regime", Site.Regime.values)
def test_each_law_has_a_version_of_its_own(api, joined, clinic, regime):
    Site.objects.update(regime=regime)

    assert form_for(api(joined), clinic.pk, ["plan"])["version"] == f"{regime}-2026-11"


def test_under_the_gdpr_consent_is_explicit_for_each_purpose(api, joined, clinic):
    Site.objects.update(regime=Site.Regime.GDPR)

    form = form_for(api(joined), clinic.pk, ["answers", "alerts"])

    assert "explicit consent to each use named here" in form["elements"]["signature"]
    assert "as easy as saying yes" in form["elements"]["right_to_revoke"]
    assert [item["purpose"] for item in form["elements"]["information"]] == [
        "to see how you are",
        "so that a person acts when your answers show danger",
    ]


@pytest.mark.parametrize(("regime", "status"), [("gdpr", 422), ("part2", 200)])
def test_under_the_gdpr_pooled_figures_have_a_form_of_their_own(api, joined, clinic, regime, status):
    Site.objects.update(regime=regime)
    query = {"site_id": str(clinic.pk), "data_classes": "plan,improve"}

    together = api(joined).get("/v1/consent-forms", query)
    alone = api(joined).get("/v1/consent-forms", query | {"data_classes": "improve"})

    assert together.status_code == status
    assert alone.status_code == 200


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"data_classes": "diary"}, "/data_classes"),
        ({"data_classes": ""}, "/data_classes"),
        ({"expires_on": "2027-11-27"}, "/expires_on"),
        ({"expires_on": "2026-11-25"}, "/expires_on"),
        ({"expires_on": "9999-12-31"}, "/expires_on"),
        ({"expires_on": "0001-01-01"}, "/expires_on"),
        ({"expires_at": "2026-11-26T15:00:00Z"}, "/expires_at"),
        ({"expires_at": "2027-11-27T05:00:01Z"}, "/expires_at"),
        ({"expires_on": "2026-12-03", "expires_at": "2026-12-03T15:00:00Z"}, "/expires_on"),
        ({"why": "x"}, "/why"),
    ],
)
def test_terms_that_make_no_sense_are_named(api, joined, clinic, query, pointer):
    asked = {"site_id": str(clinic.pk), "data_classes": "plan"} | query

    response = api(joined).get("/v1/consent-forms", asked)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"].startswith(pointer)


def test_a_site_that_was_not_joined_or_was_left_has_no_form(api, nora, dana, clinic):
    query = {"site_id": str(clinic.pk), "data_classes": "plan"}
    Assignment.objects.filter(person=dana).update(ended_at=utc("2026-11-25T12:00"))

    assert api(nora).get("/v1/consent-forms", query).status_code == 404
    assert api(dana).get("/v1/consent-forms", query).status_code == 404


def test_a_site_that_decides_on_fewer_months_offers_fewer(api, joined, clinic):
    Site.objects.update(policies={"consent_months": 3})

    assert form_for(api(joined), clinic.pk, ["plan"])["expires_on"] == "2027-02-26"


def test_an_end_by_the_clock_is_said_with_its_time(api, joined, clinic):
    form = form_for(api(joined), clinic.pk, ["plan"], expires_at="2026-12-03T19:30:00Z")

    assert form["elements"]["expiry"] == "On 3 December 2026 at 14:30, by the clock at Harbour Clinic."


def test_a_form_for_somebody_outside_names_them_and_that_they_may_pass_it_on(api, joined, clinic):
    form = _outside(api(joined), clinic).json()

    elements = form["elements"]
    assert elements["discloser"] == "Harbour Clinic."
    assert elements["recipients"] == "Dr. Lee, Bay Hospital."
    assert "passed on as the HIPAA rules allow" in elements["redisclosure"]
    assert "proceedings against you" in elements["redisclosure"]
    assert elements["expiry"] == "When your care at Harbour Clinic ends."
    assert (form["expires_at"], form["expires_on"]) == (None, None)


def test_who_comes_under_no_law_of_health_may_not_pass_it_on(api, joined, clinic):
    recipient = {"name": "Aunt May"}

    elements = _outside(api(joined), clinic, recipient=recipient).json()["elements"]

    assert elements["recipients"] == "Aunt May."
    assert "does not let Aunt May pass this on" in elements["redisclosure"]


def test_a_name_with_braces_is_a_name(api, joined, clinic):
    elements = _outside(api(joined), clinic, recipient={"name": "{site}"}).json()["elements"]

    assert elements["recipients"] == "{site}."


@pytest.mark.parametrize("purpose", ["legal-proceedings", "counselling-notes"])
def test_what_has_to_stand_alone_is_refused_beside_anything_else(api, joined, clinic, purpose):
    together = _outside(api(joined), clinic, purposes=[purpose, "care"])

    assert (together.status_code, together.json()["code"]) == (422, "consent-bundled")


def test_counselling_notes_are_bundled_with_no_other_records(api, joined, clinic):
    bundled = _outside(api(joined), clinic, purposes=["counselling-notes"])
    alone = _outside(api(joined), clinic, purposes=["counselling-notes"], data_classes=[])

    assert bundled.status_code == 422
    assert "Notes that a counsellor at Harbour Clinic keeps" in alone.json()["text"]


@pytest.mark.parametrize("data_classes", [["meetings"], ["improve"], []])
def test_a_site_cannot_tell_what_it_does_not_see(api, joined, clinic, data_classes):
    response = _outside(api(joined), clinic, data_classes=data_classes)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/data_classes"


def test_forms_are_for_people(api, sam, olive, clinic):
    query = {"site_id": str(clinic.pk), "data_classes": "plan"}

    assert [api(who).get("/v1/consent-forms", query).status_code for who in (sam, olive, None)] == [403, 403, 401]
