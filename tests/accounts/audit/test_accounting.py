"""What a person reads of what was agreed, disclosed and opened by force."""

import csv
import io

import pytest
import time_machine

from backend.accounts.audit.accounting import entries_of
from backend.accounts.models import BreakGlassBar, Consent, Disclosure
from tests.accounts.audit.rows import HOUR, NOON, broken_glass, one_of_each
from tests.rewriting import history_rewritten

pytestmark = pytest.mark.django_db

TOMORROW = NOON + 24 * HOUR


@pytest.fixture
def without_consents(dana):
    """Leave out those of the beginning, which fill the page."""
    with history_rewritten():
        Consent.objects.all().delete()
    return dana


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TOMORROW, tick=False) as traveller:
        yield traveller


def accounting(api, person, **query):
    return api(person).get("/v1/me/accounting", query).json()


def test_each_thing_stands_there_with_whom_what_and_why(api, without_consents, sam):
    rows = one_of_each(without_consents, sam)

    entries = {entry["kind"]: entry for entry in accounting(api, without_consents)["results"]}

    # The break-glass of the story is barred.
    assert set(entries) == {
        "notice",
        "consent",
        "outside-consent",
        "revocation",
        "disclosure",
        "restriction-request",
        "restriction-answer",
    }
    assert entries["disclosure"] == {
        "id": str(rows["disclosure"].pk),
        "at": "2026-11-24T12:00:00Z",
        "kind": "disclosure",
        "site": "Harbour Clinic",
        "recipient": "Dr. Grey",
        "affiliation": "Bay Hospital",
        "data_classes": ["plan"],
        "purpose": "care",
        "basis": "consent",
        "consent_id": str(rows["outsideconsent"].pk),
        "staff": "sam",
        "role": "counsellor",
        "text": "plan",
    }
    assert entries["revocation"]["consent_id"] == str(rows["outsideconsent"].pk)
    assert entries["restriction-answer"]["text"] == "granted: We will not."
    assert entries["consent"]["recipient"] == "Harbour Clinic"


def test_the_newest_come_first_page_by_page_with_nothing_lost_or_doubled(api, dana, sam):
    one_of_each(dana, sam)
    one_of_each(dana, sam, at=NOON + HOUR)
    phone = api(dana)

    found, cursor = [], None
    while True:
        query = {"limit": 5} | ({"cursor": cursor} if cursor else {})
        page = phone.get("/v1/me/accounting", query).json()
        found += page["results"]
        cursor = page["next"]
        if cursor is None:
            break

    assert [entry["id"] for entry in found] == [str(entry.id) for entry in entries_of(dana, now=TOMORROW)]
    assert len({entry["id"] for entry in found}) == len(found) == 2 * 7 + 14
    assert [entry["at"] for entry in found] == sorted((entry["at"] for entry in found), reverse=True)


def test_break_glass_is_told_with_its_reason_once_the_hour_is_over(api, without_consents, sue, clock):
    broken_glass(without_consents, sue, at=TOMORROW)

    clock.move_to(TOMORROW + HOUR - HOUR / 60)
    assert accounting(api, without_consents)["results"] == []

    clock.move_to(TOMORROW + HOUR)
    [entry] = accounting(api, without_consents)["results"]
    assert (entry["purpose"], entry["text"], entry["staff"]) == ("overdose", "Found unconscious.", "sue")


def test_what_a_supervisor_has_barred_is_not_told(api, without_consents, sam, sue):
    glass = broken_glass(without_consents, sam)
    BreakGlassBar.objects.create(break_glass=glass, person=without_consents, staff=sue, reason="x", at=NOON)

    assert accounting(api, without_consents)["results"] == []


def test_it_comes_as_a_file_in_which_no_text_is_a_formula(api, without_consents, sam):
    Disclosure.objects.create(
        person=without_consents,
        site=sam.site,
        staff=sam,
        basis=Disclosure.Basis.COURT_ORDER,
        data_classes=["plan", "answers"],
        purpose="legal-proceedings",
        content={"recipient": "=cmd()", "affiliation": "Court", "summary": "line one\nline two"},
        at=NOON,
    )

    response = api(without_consents).get("/v1/me/accounting", {"as": "csv"})

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    [row] = csv.DictReader(io.StringIO(response.content.decode(), newline=""))
    assert row["recipient"] == "'=cmd()"
    assert row["text"] == "line one\nline two"
    assert (row["at"], row["data_classes"]) == ("2026-11-24T12:00:00+00:00", "plan answers")


def test_another_form_is_refused(api, dana):
    assert api(dana).get("/v1/me/accounting", {"as": "pdf"}).status_code == 400


def test_a_cursor_of_another_list_is_refused(api, dana):
    phone = api(dana)
    cursor = phone.get("/v1/consents", {"limit": 1}).json()["next"]

    assert phone.get("/v1/me/accounting", {"cursor": cursor}).status_code == 400


def test_nobody_reads_the_accounting_of_somebody_else(api, dana, nora, sam, olive):
    one_of_each(dana, sam)

    assert accounting(api, nora)["results"] == []
    assert api(sam).get("/v1/me/accounting").status_code == 403
    assert api(olive).get("/v1/me/accounting").status_code == 403
    assert api().get("/v1/me/accounting").status_code == 401
