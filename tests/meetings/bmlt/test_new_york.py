"""Every filter against the real listing of New York, compared with reading its file row by row."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from meetings.search.text import folded
from meetings.stored import sequence
from tests.meetings.bmlt.asking import answer, ask, found
from tests.meetings.feeds import NEW_YORK

Row = dict[str, str]
# In the order of their template.
DATA_FIELDS = (
    "meeting_name location_text location_info location_street location_city_subsection location_neighborhood "
    "location_municipality location_sub_province location_province location_postal_code_1 location_nation comments "
    "train_lines bus_lines"
)


@pytest.fixture(scope="module")
def file_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Row]]:
    """Import once for all questions; yield the published rows of the file in the order that BMLT gives them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_meetings", str(NEW_YORK), verbosity=0)
        sequence.renew_epoch()
        yield sorted(_published_rows(), key=_default_order)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _a_history_of_its_own(file_rows: list[Row]) -> None:
    """One import for all."""


def _published_rows() -> Iterator[Row]:
    for row in json.loads((NEW_YORK / "GetSearchResults.json").read_text()):
        if row["published"] == "1":
            # Some root servers store "label#@-@#value"; spaces around a value are none.
            yield {name: " ".join(value.rsplit("#@-@#", 1)[-1].split()) for name, value in row.items()}


def _default_order(row: Row) -> Any:
    return row["weekday_tinyint"], row["start_time"], row["duration_time"], int(row["id_bigint"])


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:5])


def _formats(row: Row) -> set[str]:
    return {each for each in row["format_shared_id_list"].split(",") if each}


def _has_word(row: Row, *words: str) -> bool:
    text = folded(" ".join(row[name] for name in DATA_FIELDS.split())).split()
    return any(word in text for word in words)


def _below(*roots: str) -> set[str]:
    bodies = json.loads((NEW_YORK / "GetServiceBodies.json").read_text())
    ids = set(roots)
    while more := {body["id"] for body in bodies if body["parent_id"] in ids} - ids:
        ids |= more
    return ids


FILTERS: list[tuple[str, Callable[[Row], bool]]] = [
    ("", lambda row: True),
    ("meeting_ids=32,35,36,1000000", lambda row: row["id_bigint"] in {"32", "35", "36"}),
    ("meeting_ids=-32,-35", lambda row: row["id_bigint"] not in {"32", "35"}),
    ("weekdays=2,7", lambda row: row["weekday_tinyint"] in {"2", "7"}),
    ("weekdays[]=-2&weekdays[]=-7", lambda row: row["weekday_tinyint"] not in {"2", "7"}),
    ("venue_types=1", lambda row: True),
    ("venue_types=-1", lambda row: False),
    ("services=1015", lambda row: row["service_body_bigint"] == "1015"),
    ("services=1001,1015", lambda row: row["service_body_bigint"] in {"1001", "1015"}),
    ("services=-1001", lambda row: row["service_body_bigint"] != "1001"),
    ("services=1&recursive=1", lambda row: row["service_body_bigint"] in _below("1")),
    ("services=-1&recursive=1", lambda row: row["service_body_bigint"] not in _below("1")),
    ("formats=17", lambda row: "17" in _formats(row)),
    ("formats=17,27", lambda row: {"17", "27"} <= _formats(row)),
    ("formats=9,15&formats_comparison_operator=OR", lambda row: bool({"9", "15"} & _formats(row))),
    ("formats=-17", lambda row: "17" not in _formats(row)),
    ("formats=27,-17,-4", lambda row: "27" in _formats(row) and not {"17", "4"} & _formats(row)),
    ("StartsAfterH=19&StartsAfterM=30", lambda row: _minutes(row["start_time"]) > 19 * 60 + 30),
    ("StartsBeforeH=9", lambda row: _minutes(row["start_time"]) < 9 * 60),
    (
        "EndsBeforeH=10&EndsBeforeM=30",
        lambda row: _minutes(row["start_time"]) + _minutes(row["duration_time"]) <= 10 * 60 + 30,
    ),
    ("MinDurationH=1&MinDurationM=30", lambda row: _minutes(row["duration_time"]) >= 90),
    ("MaxDurationH=1", lambda row: _minutes(row["duration_time"]) <= 60),
    ("meeting_key=weekday_tinyint&meeting_key_value=1", lambda row: row["weekday_tinyint"] == "1"),
    ("meeting_key=start_time&meeting_key_value=19:00:00", lambda row: row["start_time"] == "19:00:00"),
    ("meeting_key=start_time&meeting_key_value=19", lambda row: row["start_time"] == "19:00:00"),
    ("meeting_key=duration_time&meeting_key_value=1:30", lambda row: row["duration_time"] == "01:30:00"),
    ("meeting_key=location_province&meeting_key_value=CT", lambda row: row["location_province"] == "CT"),
    (
        "meeting_key=location_municipality&meeting_key_value[]=Brooklyn&meeting_key_value[]=Albany",
        lambda row: row["location_municipality"] in {"Brooklyn", "Albany"},
    ),
    ("SearchString=32,35", lambda row: row["id_bigint"] in {"32", "35"}),
    ("SearchString=church", lambda row: _has_word(row, "church")),
    ("SearchString=lutheran hospital", lambda row: _has_word(row, "lutheran", "hospital")),
    ("SearchString=zz", lambda row: True),
    ("weekdays=2&formats=17&StartsAfterH=18&services=1015", lambda row: _four(row)),
]


def _four(row: Row) -> bool:
    fits = row["weekday_tinyint"] == "2" and "17" in _formats(row) and row["service_body_bigint"] == "1015"
    return fits and _minutes(row["start_time"]) > 18 * 60


@pytest.mark.parametrize(("query", "wanted"), FILTERS, ids=[query for query, _ in FILTERS])
def test_a_filter_finds_what_reading_the_file_finds(query, wanted, file_rows):
    expected = [int(row["id_bigint"]) for row in file_rows if wanted(row)]

    assert found(query) == expected


def _last(text: str) -> tuple[bool, str]:
    return text == "", text


@pytest.mark.parametrize(
    "keys",
    [
        "start_time",
        "location_municipality",
        "location_neighborhood,location_municipality",
        "worldid_mixed,weekday_tinyint",
        "duration_time,location_postal_code_1",
        "meeting_name,start_time",
    ],
)
def test_an_order_is_that_of_the_file_sorted_with_empty_values_last(keys, file_rows):
    def order(row: Row) -> Any:
        return [_last(row[key]) for key in keys.split(",")], int(row["id_bigint"])

    expected = [int(row["id_bigint"]) for row in sorted(file_rows, key=order)]

    assert found(f"sort_keys={keys}") == expected
    pages = [found(f"sort_keys={keys}&page_size=100&page_num={number}") for number in range(1, 9)]
    assert [each for page in pages for each in page] == expected


def test_what_comes_out_is_what_went_in(file_rows):
    rows = {row["id_bigint"]: row for row in answer("GetSearchResults")}
    kept = "worldid_mixed service_body_bigint weekday_tinyint start_time duration_time lang_enum longitude latitude"

    for row in file_rows:
        shown = rows[row["id_bigint"]]
        for name in (*kept.split(), *DATA_FIELDS.split()):
            assert " ".join(shown[name].split()) == row[name], (row["id_bigint"], name)
        ids = sorted(_formats(row), key=int)
        assert shown["format_shared_id_list"] == ",".join(ids)
    assert len(rows) == len(file_rows) == 745


@pytest.mark.parametrize("key", ["weekday_tinyint", "location_municipality", "start_time", "service_body_bigint"])
def test_field_values_are_those_of_the_file(key, file_rows):
    expected: dict[str, list[int]] = {}
    for row in file_rows:
        expected.setdefault(row[key] or "NULL", []).append(int(row["id_bigint"]))

    values = answer(f"GetFieldValues&meeting_key={key}")

    assert {value[key]: value["ids"] for value in values} == {
        value: ",".join(map(str, sorted(ids))) for value, ids in expected.items()
    }


def test_used_formats_are_those_of_the_rows_found(file_rows):
    used = {each for row in file_rows if row["weekday_tinyint"] == "1" for each in _formats(row)}

    found_with = answer("GetSearchResults&weekdays=1&get_used_formats")

    assert {each["id"] for each in found_with["formats"]} == used


def test_all_formats_of_a_search_say_the_same(file_rows):
    names = [row["name"] for row in answer("GetSearchResults&weekdays=3", data_format="tsml")]
    script = ask("GetSearchResults&weekdays=3&callback=x", data_format="jsonp").getvalue()

    rows = answer("GetSearchResults&weekdays=3")

    assert [row["meeting_name"] for row in rows] == names
    assert json.loads(script.removeprefix(b"/**/x(").removesuffix(b");")) == rows
