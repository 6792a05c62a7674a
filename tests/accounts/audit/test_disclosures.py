"""What was told without a consent goes on record by a supervisor; and the statement that goes with what is told."""

import json

import pytest

from backend.accounts.audit.redisclosure import PACKAGED, StatementError, statement_for, statement_from, statement_in
from backend.accounts.models import Assignment, Disclosure, Site

ORDER = {
    "basis": "court-order",
    "recipient": "Clerk of the court",
    "affiliation": "Kings County",
    "text": "Order 17/26: dates of care.",
    "data_classes": ["plan"],
    "at": "2026-11-20T15:00:00Z",
}


def record(api, staff, person, **different):
    return api(staff).post(f"/v1/staff/people/{person.pk}/disclosures/record", {**ORDER, **different})


@pytest.mark.django_db
@pytest.mark.parametrize("basis", ["court-order", "mandated-report", "medical-emergency"])
def test_a_supervisor_puts_on_record_what_was_told_by_other_means(api, dana, sue, basis):
    response = record(api, sue, dana, basis=basis)

    assert response.status_code == 201
    entries = api(dana).get("/v1/me/accounting", {"limit": 100}).json()["results"]
    [entry] = [each for each in entries if each["kind"] == "disclosure"]
    assert (entry["at"], entry["basis"], entry["recipient"]) == ("2026-11-20T15:00:00Z", basis, "Clerk of the court")
    assert (entry["text"], entry["staff"], entry["consent_id"]) == ("Order 17/26: dates of care.", "sue", None)


@pytest.mark.django_db
def test_an_order_can_come_after_the_care_has_ended(api, dana, sue):
    Assignment.objects.update(ended_at="2020-01-01T00:00:00Z")

    assert record(api, sue, dana).status_code == 201


@pytest.mark.django_db
def test_only_a_supervisor_of_a_site_that_followed_the_person_can(api, dana, nora, sam, sue, theo, olive):
    assert [record(api, who, dana).status_code for who in (sam, theo, olive, dana, None)] == [403, 403, 403, 403, 401]
    theo.role = "supervisor"
    theo.save()

    assert record(api, theo, dana).status_code == 404
    assert record(api, sue, nora).status_code == 404
    assert not Disclosure.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"basis": "consent"}, "/basis"),
        ({"recipient": ""}, "/recipient"),
        ({"text": " "}, "/text"),
        ({"data_classes": []}, "/data_classes"),
        ({"at": "2099-01-01T00:00:00Z"}, "/at"),
    ],
)
def test_what_is_missing_or_to_come_is_refused(api, dana, sue, wrong, pointer):
    response = record(api, sue, dana, **wrong)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == pointer


@pytest.mark.django_db
def test_the_same_record_again_is_the_same_one(api, dana, sue):
    mine = "5b0a7d0e-0f0c-4c55-8a39-2f1a7c2a1d11"

    statuses = [record(api, sue, dana, id=mine).status_code for _ in range(2)]

    assert statuses == [201, 200]
    assert Disclosure.objects.count() == 1
    assert record(api, sue, dana, id=mine, text="Other.").status_code == 409


def test_the_packaged_statement_is_the_short_form_of_2024():
    assert statement_in(PACKAGED).text == ("42 CFR part 2 prohibits unauthorized use or disclosure of these records.")


def test_an_operator_loads_the_long_one_from_a_file(settings, tmp_path):
    own = tmp_path / "statement.json"
    own.write_text(
        json.dumps({"version": "long-2026", "text": "This record …", "source": "eCFR", "read_on": "2026-12-01"})
    )
    settings.REDISCLOSURE_STATEMENT = str(own)

    statement = statement_for(Site(regime=Site.Regime.PART2))

    assert statement is not None
    assert (statement.version, statement.text) == ("long-2026", "This record …")
    assert statement_for(Site(regime=Site.Regime.HIPAA)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"version": "a version that is far too long"},
        {"read_on": "yesterday"},
        {"source": None},
    ],
)
def test_a_file_that_holds_no_statement_is_refused(tmp_path, wrong):
    whole = {"version": "long-2026", "text": "This record …", "source": "eCFR", "read_on": "2026-12-01"}

    with pytest.raises(StatementError):
        statement_from(whole | wrong)
    with pytest.raises(StatementError):
        statement_in(tmp_path / "missing.json")
