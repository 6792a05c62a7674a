import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rights.as_csv import FORMULA, harmless, tables, zipped
from tests.rights.life import word

pytestmark = pytest.mark.django_db

EXPORT = "/v1/me/export"


def sheets(response) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
            for name in archive.namelist()
        }


def test_json_is_what_comes_when_nothing_is_asked_for(api, dana):
    response = api(dana).get(EXPORT)

    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "media_type"), [("json", "application/json"), ("csv", "application/zip"), ("html", "text/html")]
)
def test_a_form_is_asked_for_by_parameter_or_by_accept(api, dana, asked, media_type):
    phone = api(dana)

    for response in (phone.get(EXPORT, {"as": asked}), phone.get(EXPORT, headers={"Accept": media_type})):
        assert response.status_code == 200
        assert response["Content-Type"].partition(";")[0] == media_type


def test_another_form_is_refused(api, dana):
    response = api(dana).get(EXPORT, {"as": "pdf"})

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/as"


@pytest.mark.parametrize("asked", ["csv", "html"])
def test_a_refusal_is_a_problem_in_every_form(api, sam, asked):
    response = api(sam).get(EXPORT, {"as": asked})

    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")
    assert response.json()["code"] == "forbidden"


def test_tables_hold_what_json_holds(lived, api):
    found = sheets(api(lived).get(EXPORT, {"as": "csv"}))

    assert found["account.csv"][0]["handle"] == word("handle")
    assert found["coping-cravings.csv"][0]["note"] == word("craving")
    assert found["aftercare-contacts.csv"][0]["note"] == word("contact")
    assert found["coping-cravings.csv"][0]["session.outcome.intensity_after"] == "3"
    answered = {row["id"]: row for row in found["aftercare-check_ins.csv"]}
    whole = next(row for row in found["aftercare-check_ins-responses.csv"] if row["is_final"] == "True")
    assert answered[whole["of"]]["instrument.code"] == "phq-9"
    assert whole["answers.q9"] == "2"


def test_what_a_person_wrote_is_no_formula_in_a_spreadsheet(api, dana):
    phone = api(dana)
    phone.patch("/v1/me", {"handle": "=HYPERLINK(1)"})

    assert sheets(phone.get(EXPORT, {"as": "csv"}))["account.csv"][0]["handle"] == "'=HYPERLINK(1)"


def test_the_page_shows_everything_and_runs_nothing(lived, api):
    phone = api(lived)
    phone.patch("/v1/me", {"handle": "<script>alert(1)</script>"})

    page = phone.get(EXPORT, {"as": "html"})

    text = page.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text
    assert word("craving") in text
    assert word("contact") in text
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_a_list_in_a_record_is_a_table_that_says_whose_it_is():
    found = tables({"care": {"alerts": [{"id": 7, "level": "L2", "notes": [{"note": "a"}, {"note": "b"}]}]}})

    assert found == {
        "care": [{}],
        "care-alerts": [{"id": 7, "level": "L2"}],
        "care-alerts-notes": [{"of": 7, "note": "a"}, {"of": 7, "note": "b"}],
    }


@pytest.mark.parametrize("first", FORMULA)
def test_a_cell_that_begins_like_a_formula_is_made_harmless(first):
    assert harmless(f"{first}1+1") == f"'{first}1+1"


def test_a_number_below_zero_stays_a_number():
    assert harmless(-3) == -3


@given(st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.none(), min_size=1))
def test_no_cell_of_any_record_begins_like_a_formula(record):
    with zipfile.ZipFile(io.BytesIO(zipped({"area": {"list": [record]}}))) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("area-list.csv").decode("utf-8-sig"), newline="")))

    texts = [cell for cell, value in zip(rows[1], record.values(), strict=True) if isinstance(value, str)]
    assert not [cell for cell in (*rows[0], *texts) if cell.startswith(FORMULA)]
