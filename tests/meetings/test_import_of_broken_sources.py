import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from meetings.models import Meeting, Source
from tests.meetings.feeds import bmlt_row, body_row, format_row, guide_row

pytestmark = pytest.mark.django_db


def write(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def refused(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_meetings", *arguments, "--json", stdout=out, stderr=StringIO())
    assert ended.value.code == 2
    found: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b'[\n{"id_bigint": "1"},\n{"id_bigint": ', 3, 15),
        (b"", 1, 1),
        (b"<html>", 1, 1),
        (b'[\n"caf\xe9"]', 2, 5),
        (b'{"message": "down for repair"}', 1, 1),
    ],
)
def test_a_broken_file_is_refused_with_line_and_column(tmp_path, content, line, column):
    path = write(tmp_path, "meetings.json", content)

    problem = refused(str(path))

    assert (problem["code"], problem["line"], problem["column"]) == ("source-unreadable", line, column)
    assert not Source.objects.exists()


def test_a_file_that_breaks_half_way_changes_nothing(tmp_path):
    whole = write(tmp_path, "GetSearchResults.json", [bmlt_row(1), bmlt_row(2)])
    call_command("import_meetings", str(tmp_path), stdout=StringIO())

    whole.write_bytes(whole.read_bytes()[:-40])
    refused(str(tmp_path))

    assert Meeting.objects.filter(is_published=True).count() == 2


def test_deep_nesting_is_refused(tmp_path):
    problem = refused(str(write(tmp_path, "deep.json", b"[" * 200_000)))

    assert problem["code"] == "source-unreadable"


def test_a_folder_without_meetings_and_a_missing_one_are_refused(tmp_path):
    assert refused(str(tmp_path))["code"] == "source-unreadable"
    assert refused(str(tmp_path / "nowhere"))["code"] == "source-unreadable"


@pytest.mark.parametrize(
    "source", ["loop", "x" * 300, "a\0b", "http://[::1", "http://", "http://127.0.0.1:99999/", "ftp://feeds.example/"]
)
def test_what_is_no_source_at_all_is_refused(tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    assert refused(source)["code"] == "source-unreadable"
    assert refused(source, "--source", "named")["code"] == "source-unreadable"


@pytest.mark.parametrize("rows", [[], [{}], [None, 1], [{"id": "1", "submission_time": "2026-11-01 10:00:00"}]])
def test_rows_of_no_known_kind_are_refused(tmp_path, rows):
    assert refused(str(write(tmp_path, "feed.json", rows)))["code"] == "source-unreadable"


def test_a_kind_that_was_guessed_is_guessed_anew_while_nothing_came_of_it(tmp_path):
    path = write(tmp_path, "feed.json", [format_row(1, "O")])
    call_command("import_meetings", str(path), stdout=StringIO())

    write(tmp_path, "feed.json", [guide_row("lights")])
    call_command("import_meetings", str(path), stdout=StringIO())

    assert Meeting.objects.get().slug == "lights"


def test_answers_under_other_names_are_known_by_their_rows(tmp_path):
    write(tmp_path, "day-1.json", {"meetings": [bmlt_row(1, format_shared_id_list="17")], "formats": []})
    write(tmp_path, "day-2.json", [bmlt_row(2)])
    write(tmp_path, "formats.json", [format_row(17, "O")])
    write(tmp_path, "areas.json", [body_row(12)])
    write(tmp_path, "info.json", [{"versionInt": "4002007"}])

    call_command("import_meetings", str(tmp_path), stdout=StringIO())

    assert {each.pk: each.service_body_id for each in Meeting.objects.all()} == {1: 12, 2: 12}
    assert Meeting.objects.get(pk=1).formats.get().pk == 17


def test_a_byte_order_mark_is_no_fault(tmp_path):
    path = write(tmp_path, "meetings.json", b"\xef\xbb\xbf" + json.dumps([bmlt_row(1)]).encode())

    call_command("import_meetings", str(path), stdout=StringIO())

    assert Meeting.objects.count() == 1


def test_one_file_with_used_formats_is_a_source_too(tmp_path):
    row = {key: value for key, value in bmlt_row(1, formats="O").items() if key != "format_shared_id_list"}
    path = write(tmp_path, "answer.json", {"meetings": [row], "formats": [format_row(17, "O")]})

    call_command("import_meetings", str(path), stdout=StringIO())

    assert list(Meeting.objects.get().formats.values_list("pk", flat=True)) == [17]


def test_the_same_file_under_a_name_of_its_own_is_one_source(tmp_path):
    write(tmp_path, "GetSearchResults.json", [bmlt_row(1)])
    write(tmp_path, "GetServiceBodies.json", [body_row()])
    copy = tmp_path / "copy"
    copy.mkdir()
    write(copy, "GetSearchResults.json", [bmlt_row(1)])
    write(copy, "GetServiceBodies.json", [body_row()])

    call_command("import_meetings", str(tmp_path), "--source", "harbour", stdout=StringIO())
    call_command("import_meetings", str(copy), "--source", "harbour", stdout=StringIO())

    assert Meeting.objects.count() == 1
    assert Source.objects.get().identity == "harbour"
