"""manage.py crisis_lines, and what check --deploy says of help lines."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend.crisis.checks import check_lines
from backend.crisis.lines import packaged_lines
from backend.crisis.models import LineVerification
from tests.times import standing_at, utc

pytestmark = pytest.mark.django_db
NOON = utc("2026-11-26T12:00")
LINES = [line["id"] for _, line in packaged_lines()]


@pytest.fixture(autouse=True)
def _at_noon():
    with standing_at(NOON):
        yield


def verify(*lines, on=date(2026, 11, 20)):
    LineVerification.objects.bulk_create(
        LineVerification(line_id=line, verified_on=on, noted_at=utc("2026-11-20T12:00")) for line in lines
    )


def find_dead(line):
    LineVerification.objects.create(line_id=line, outcome="wrong", noted_at=NOON)


def said(*options) -> str:
    out = io.StringIO()
    call_command("crisis_lines", *options, stdout=out)
    return out.getvalue()


def without_database(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()


def test_a_due_line_is_listed_with_country_number_status_and_last_verification():
    verify("us-988-suicide-crisis-lifeline", on=date(2025, 1, 1))

    [line] = [line for line in said("--due").splitlines() if " us-988" in line]

    assert line.split() == ["US", "us-988-suicide-crisis-lifeline", "988", "two_sources", "verified", "2025-01-01"]


def test_what_is_verified_is_not_due_and_listed_without_the_option_alone():
    verify(*LINES[1:])

    due, every_line = said("--due").splitlines(), said().splitlines()

    assert [line.split()[1] for line in due[:-1]] == [LINES[0]]
    assert due[-1] == f"1 of {len(LINES)} lines are due, 0 of them found dead."
    assert len(every_line) == len(LINES) + 1


def test_a_dead_line_stands_first_and_says_so():
    verify(*LINES)
    find_dead("br-cvv")

    first = said("--due").splitlines()[0]

    assert "br-cvv" in first
    assert first.endswith("verified 2026-11-20, found dead 2026-11-26")


def test_as_json_it_is_one_document():
    verify(*LINES)
    find_dead("br-cvv")

    document = json.loads(said("--due", "--json"))

    assert document == {
        "lines": [
            {
                "country": "BR",
                "id": "br-cvv",
                "name": "CVV",
                "number": "188",
                "status": "two_sources",
                "last_verified_on": "2026-11-20",
                "dead_since": "2026-11-26",
                "is_due": True,
            }
        ],
        "all": len(LINES),
        "due": 1,
        "dead": 1,
    }


@pytest.mark.django_db(transaction=True)
def test_without_a_database_the_command_says_so_and_ends_with_2(monkeypatch):
    without_database(monkeypatch)

    with pytest.raises(CommandError) as error:
        said("--due")

    assert error.value.returncode == 2


def test_check_warns_with_the_count():
    verify(*LINES[5:])

    [warning] = check_lines()

    assert warning.id == "crisis.W001"
    assert warning.msg == f"5 of {len(LINES)} help lines have not been verified within 180 days."


def test_check_warns_a_second_time_of_lines_found_dead():
    find_dead("br-cvv")

    warnings = {warning.id: warning.msg for warning in check_lines()}

    assert warnings["crisis.W002"] == "Help lines found dead, and hidden (1): br-cvv."


def test_check_is_silent_when_everything_is_verified():
    verify(*LINES)

    assert check_lines() == []


@pytest.mark.django_db(transaction=True)
def test_check_works_without_a_database(monkeypatch):
    without_database(monkeypatch)

    [warning] = check_lines()

    assert warning.id == "crisis.W001"
