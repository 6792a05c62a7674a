"""Spreadsheets as people save them, and what of them cannot be read."""

import io

import openpyxl
import pytest

from meetings.models import Meeting
from tests.meetings.test_import_of_spreadsheets import refused, take

pytestmark = pytest.mark.django_db

HEADER = ["CommitteeName", "AreaRegion", "Day", "Time", "Address", "bmlt_id"]


def group(number: int, **fields: str) -> list[str]:
    row = dict(
        zip(HEADER, ["Tuesday Lights", "AR00012", "Tuesday", "1930", "12 Sample Street", str(number)], strict=True)
    )
    return list((row | fields).values())


def table(*rows: list[str], header: list[str] = HEADER, between: str = ",") -> str:
    return "".join(f"{between.join(row)}\n" for row in [header, *rows])


@pytest.mark.parametrize("name", ["groups.csv", "groups.txt"])
def test_unicode_text_of_a_spreadsheet_is_read(tmp_path, name):
    take(tmp_path, name, table(group(1, CommitteeName="Größe"), between="\t").encode("utf-16"))

    assert Meeting.objects.get().name == "Größe"


@pytest.mark.parametrize("header", [[word.lower() for word in HEADER], [f" {word.upper()} " for word in HEADER]])
def test_the_case_of_a_header_does_not_matter(tmp_path, header):
    report = take(tmp_path, "groups.csv", table(group(7), header=header).encode())

    assert (report["created"], Meeting.objects.get().pk) == (1, 7)


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows_in_silence(tmp_path):
    rows = [group(1), group(2), group(3, CommitteeName='"Broken'), group(4), group(5)]

    problem = refused(tmp_path, "groups.csv", table(*rows).encode())

    assert (problem["code"], problem["line"], problem["column"]) == ("source-unreadable", 4, 1)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("name", ['12" pipe', '"Two\nlines"', '"A ""quoted"" one"'])
def test_other_quotation_marks_are_read_as_spreadsheets_do(tmp_path, name):
    report = take(tmp_path, "groups.csv", table(group(1, CommitteeName=name), group(2)).encode())

    assert (report["created"], report["skipped"]) == (2, [])


def test_a_hidden_sheet_does_not_count(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    book.create_sheet("Lists", 0).sheet_state = "hidden"
    for row in (HEADER, group(1)):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)

    assert take(tmp_path, "groups.xlsx", content.getvalue())["created"] == 1
