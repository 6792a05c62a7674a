"""NAWS spreadsheets and the CSV of 12-step-meeting-list."""

import csv
import io
import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from meetings.imports.taking_over import import_feed
from meetings.models import Meeting, ServiceBody
from tests.meetings.feeds import bmlt_row, body_row, feed_of
from tests.times import utc

pytestmark = pytest.mark.django_db

HEADER = [
    "Committee",
    "CommitteeName",
    "AreaRegion",
    "ParentName",
    "Room",
    "Closed",
    "WheelChr",
    "Day",
    "Time",
    "Language1",
    "Place",
    "Address",
    "City",
    "LocBorough",
    "State",
    "Zip",
    "Country",
    "Directions",
    "Format1",
    "Format2",
    "Format3",
    "Format4",
    "Format5",
    "Delete",
    "Longitude",
    "Latitude",
    "PhoneMeetingNumber",
    "VirtualMeetingLink",
    "VirtualMeetingInfo",
    "TimeZone",
    "bmlt_id",
    "unpublished",
]


def naws_row(**fields: Any) -> dict[str, Any]:
    return {
        "Committee": "G00104711",
        "CommitteeName": "Tuesday Lights",
        "AreaRegion": "AR00012",
        "ParentName": "Harbour Area",
        "Closed": "OPEN",
        "WheelChr": "FALSE",
        "Day": "Tuesday",
        "Time": "1930",
        "Place": "St. Example Hall",
        "Address": "12 Sample Street",
        "City": "New York",
        "State": "NY",
        "Zip": "10000",
        "Directions": "Side door",
        "Format1": "BEG",
        "Longitude": "-74.006",
        "Latitude": "40.7128",
    } | fields


def as_csv(*rows: dict[str, Any], header: list[str] = HEADER) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, header)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_workbook(*rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for row in rows:
        sheet.append([row.get(name) for name in HEADER])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def take(folder: Path, name: str, content: bytes, *arguments: str) -> dict[str, Any]:
    path = folder / name
    path.write_bytes(content)
    out = StringIO()
    call_command("import_meetings", str(path), "--json", *arguments, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return found


def refused(folder: Path, name: str, content: bytes) -> dict[str, Any]:
    (folder / name).write_bytes(content)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_meetings", str(folder / name), "--json", stdout=out, stderr=StringIO())
    assert ended.value.code == 2
    found: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return found


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_naws_row_becomes_a_listing(tmp_path, kind):
    row = naws_row(Time=1930 if kind == "xlsx" else "1930", WheelChr=True if kind == "xlsx" else "TRUE")

    report = take(tmp_path, f"dump.{kind}", as_csv(row) if kind == "csv" else as_workbook(row))

    meeting = Meeting.objects.get()
    assert (report["created"], report["skipped"], report["rows"]) == (1, [], 1)
    assert (meeting.name, meeting.world_id, meeting.weekday) == ("Tuesday Lights", "G00104711", 2)
    assert f"{meeting.start_time:%H:%M}" == "19:30"
    assert set(meeting.formats.values_list("world_id", flat=True)) == {"BEG", "OPEN", "WCHR"}
    assert meeting.accessibility == {"wheelchair": True}
    assert meeting.service_body is not None
    assert (meeting.service_body.name, meeting.service_body.world_id) == ("Harbour Area", "AR00012")
    assert (meeting.tzid, meeting.tzid_inferred) == ("America/New_York", True)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Delete": "D"}, "Delete: D, the meeting is deleted"),
        ({"CommitteeName": ""}, "CommitteeName: empty, and needed"),
        ({"AreaRegion": "", "Day": ""}, "AreaRegion, Day: empty, and needed"),
        ({"Time": "2561"}, "Time: not a time of day"),
        ({"Day": "Someday"}, "Day: not a day of the week"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_by_its_number_in_the_spreadsheet(tmp_path, fields, reason):
    other = naws_row(Committee="G2", Day="Friday")

    report = take(tmp_path, "dump.csv", as_csv(other, naws_row(**fields)))

    assert [(each["row"], each["reason"]) for each in report["skipped"]] == [(3, reason)]
    assert report["created"] == 1


@pytest.mark.parametrize(
    ("fields", "venue_type", "state"),
    [
        ({}, "in_person", "active"),
        ({"VirtualMeetingLink": "https://zoom.us/j/1"}, "hybrid", "active"),
        ({"Address": "", "VirtualMeetingLink": "https://zoom.us/j/1"}, "virtual", "active"),
        ({"Address": "", "PhoneMeetingNumber": "555-0100"}, "virtual", "active"),
        ({"Address": "", "Format1": "VM"}, "in_person", "active"),
        ({"Format1": "VM", "Format2": "TC"}, "in_person", "place_closed"),
    ],
)
def test_street_and_link_decide_on_the_venue_and_not_the_format_columns(tmp_path, fields, venue_type, state):
    take(tmp_path, "dump.csv", as_csv(naws_row(**fields)))

    meeting = Meeting.objects.get()
    assert (meeting.venue_type, meeting.state) == (venue_type, state)
    assert not {"VM", "TC"} & set(meeting.formats.values_list("world_id", flat=True))


def test_a_row_with_nothing_to_find_it_by_is_in_person_and_repaired(tmp_path):
    report = take(tmp_path, "dump.csv", as_csv(naws_row(Address="", Latitude="", Longitude="", TimeZone="UTC")))

    assert Meeting.objects.get().venue_type == "in_person"
    assert [each["what"].split(":")[0] for each in report["repaired"]] == ["Address"]


def test_a_group_on_two_days_is_two_meetings_and_the_same_file_again_changes_nothing(tmp_path):
    content = as_csv(naws_row(), naws_row(Day="Thursday"), naws_row(Day="Thursday", CommitteeName="Twice"))

    first, again = take(tmp_path, "dump.csv", content), take(tmp_path, "dump.csv", content)

    assert (first["created"], [each["row"] for each in first["skipped"]]) == (2, [4])
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 2)


def test_the_id_of_the_root_server_is_kept_and_a_known_service_body_is_meant(tmp_path):
    from_root_server = feed_of(bmlt_row(1), bodies=(body_row(12, world_id="AR00012"),))
    import_feed(from_root_server, source_name="root server", now=utc("2026-11-22T12:00"))

    take(tmp_path, "dump.csv", as_csv(naws_row(bmlt_id="4711", Day="Friday")))

    assert Meeting.objects.get(pk=4711).service_body_id == 12
    assert ServiceBody.objects.count() == 1


def test_cells_guarded_against_spreadsheets_are_read_as_they_were_meant(tmp_path):
    take(tmp_path, "dump.csv", as_csv(naws_row(CommitteeName="'=Freedom", PhoneMeetingNumber="'+15550100")))

    meeting = Meeting.objects.get()
    assert (meeting.name, meeting.online_phone) == ("=Freedom", "+15550100")


def test_a_file_from_an_old_spreadsheet_program_is_read_and_told(tmp_path):
    report = take(tmp_path, "dump.csv", as_csv(naws_row(City="Montréal")).decode().encode("cp1252"))

    assert Meeting.objects.get().place.city == "Montréal"  # type: ignore[union-attr]
    assert [each["what"] for each in report["repaired"]] == ["not UTF-8, read as Windows-1252"]


TSML_HEADER = ["Time", "End Time", "Day", "Name", "Location", "Address", "Region", "Types", "Timezone", "Slug", "Phone"]


def tsml_row(**fields: str) -> dict[str, str]:
    return {
        "Time": "6:00 PM",
        "End Time": "7:15 PM",
        "Day": "Monday",
        "Name": "After Work",
        "Location": "Hall",
        "Address": "2634 Sample Ave, San Jose, CA 95124, USA",
        "Region": "South San Jose",
        "Types": "Open, Wheelchair Access",
        "Timezone": "America/Los_Angeles",
        "Slug": "after-work",
        "Phone": "(800) 555-1212",
    } | fields


def test_a_table_under_english_words_is_meeting_guide(tmp_path):
    take(tmp_path, "meetings.csv", as_csv(tsml_row(), header=TSML_HEADER))

    meeting = Meeting.objects.get()
    assert (meeting.slug, meeting.weekday, meeting.duration_minutes) == ("after-work", 1, 75)
    assert (meeting.place.city, meeting.place.neighborhood) == ("San Jose", "South San Jose")  # type: ignore[union-attr]
    assert set(meeting.formats.values_list("world_id", flat=True)) == {"OPEN", "WCHR"}
    assert b"555-1212" not in bytes(meeting.doc)


def test_rows_of_a_table_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    report = take(tmp_path, "meetings.csv", as_csv(tsml_row(), tsml_row(Slug="x", Day=""), header=TSML_HEADER))

    assert [(each["row"], each["identity"]) for each in report["skipped"]] == [(3, "x")]


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"Name,Day\nx,1\n", b"\n\n\n", b"PK\x03\x04broken", b"\x00\x01\x02,\n"]
)
def test_a_table_without_the_columns_that_are_needed_is_refused(tmp_path, content):
    assert refused(tmp_path, "table.csv", content)["code"] == "source-unreadable"


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_unread(tmp_path):
    content = io.BytesIO()
    with (
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(200):
            part.write(b" " * 1024 * 1024)

    problem = refused(tmp_path, "bomb.xlsx", content.getvalue())

    assert "unpacks to more than 128 MB" in problem["detail"]


def test_a_workbook_with_entities_is_refused(tmp_path):
    content = io.BytesIO(as_workbook(naws_row()))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/extra.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')

    assert "entities" in refused(tmp_path, "bomb.xlsx", content.getvalue())["detail"]
