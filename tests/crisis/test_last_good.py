"""What is known of help lines while the database gives no answer, and in a process that has never asked it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from backend.crisis.models import LineVerification
from backend.crisis.verifying import last_good
from backend.crisis.verifying.findings import Findings
from backend.crisis.verifying.reading import current_findings
from tests.times import utc

pytestmark = pytest.mark.django_db
NOON = utc("2026-11-26T12:00")
LINE = "us-988-suicide-crisis-lifeline"
NAIVE = '{"schema": "line-findings/1", "newest_at": "2026-11-26T12:00:00", "verified": {}, "dead": {}}'
RIGHT, WRONG = LineVerification.Outcome.RIGHT, LineVerification.Outcome.WRONG


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def file() -> Path:
    return Path(settings.CRISIS_DIR) / last_good.NAME


def find(outcome, line=LINE, day=None):
    day = day or NOON.date()
    return LineVerification.objects.create(
        line_id=line, outcome=outcome, verified_on=day if outcome == RIGHT else None, noted_at=timezone.now()
    )


def without_database(monkeypatch):
    """Every connection ends here, as with a server that has been stopped."""
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()


def in_a_new_process():
    last_good.findings.forget()


def shown(api) -> list[str]:
    return [line["id"] for line in api().get("/v1/crisis/US").json()["lines"]]


def test_the_newest_finding_says_whether_a_line_is_dead():
    find(RIGHT, day=date(2026, 3, 1))
    find(WRONG)
    find(WRONG, "us-poison-help")
    find(RIGHT, "us-poison-help")

    found = current_findings()

    assert found == Findings(
        verified={LINE: date(2026, 3, 1), "us-poison-help": NOON.date()}, dead={LINE: NOON.date()}, newest_at=NOON
    )


def test_a_dead_line_is_gone_at_once_and_comes_back_when_somebody_verifies_it(api):
    before = shown(api)
    find(WRONG)
    while_dead = shown(api)
    find(RIGHT)

    assert LINE in before
    assert LINE not in while_dead
    assert LINE in shown(api)


@pytest.mark.django_db(transaction=True)
def test_a_dead_line_stays_away_in_a_new_process_without_a_database(api, monkeypatch):
    find(WRONG)
    shown(api)

    in_a_new_process()
    without_database(monkeypatch)

    answer = api().get("/v1/crisis/US")
    assert answer.status_code == 200
    assert LINE not in [line["id"] for line in answer.json()["lines"]]
    assert answer.json()["emergency"]["number"] == "911"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"schema": "line-findings/1"}', NAIVE, '{"schema": "other/1"}']
)
def test_a_copy_that_cannot_be_read_costs_no_answer(api, monkeypatch, file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    without_database(monkeypatch)

    assert shown(api)[0] == LINE


def test_a_copy_that_cannot_be_read_is_written_anew(file):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"dead": ')
    find(WRONG)

    current_findings()

    assert json.loads(file.read_text())["dead"] == {LINE: "2026-11-26"}


def test_a_process_that_asked_earlier_does_not_write_over_a_later_copy(file):
    find(WRONG)
    later = current_findings()

    last_good.findings.keep(Findings(newest_at=later.newest_at - timedelta(seconds=1)))

    assert last_good.findings.read() == later


def test_a_copy_that_somebody_has_removed_comes_back_with_the_next_question(file):
    find(WRONG)
    current_findings()
    file.unlink()

    current_findings()

    assert file.exists()


def test_the_copy_holds_lines_and_days_and_nothing_of_the_operator(file, sam):
    row = find(WRONG)
    row.verified_by, row.page = sam.account, "https://988lifeline.org"
    row.save()

    current_findings()

    assert json.loads(file.read_text()) == {
        "schema": "line-findings/1",
        "newest_at": "2026-11-26T12:00:00+00:00",
        "verified": {},
        "dead": {LINE: "2026-11-26"},
    }


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_takes_nothing_costs_the_copy_and_no_answer(api, monkeypatch, settings, tmp_path):
    in_the_way = tmp_path / "a file, where the folder should be"
    in_the_way.write_text("")
    settings.CRISIS_DIR = in_the_way
    find(WRONG)

    with_database = shown(api)
    without_database(monkeypatch)

    assert LINE not in with_database
    assert LINE not in shown(api)


def test_nothing_is_left_beside_the_copy(file):
    find(WRONG)

    current_findings()

    assert [each.name for each in file.parent.iterdir()] == [last_good.NAME]
