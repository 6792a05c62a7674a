"""docs/operations.md, the alarms and /metrics speak of the same metrics; the command of the same subcommands."""

import re
from pathlib import Path

import pytest

from backend.config.management.commands import notifications
from notifications.operations import gauges, overview
from tests.times import utc

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "operations.md").read_text()
RULES = (ROOT / "deploy" / "prometheus" / "handrail.rules.yml").read_text()
METRIC = re.compile(r"\bhandrail_[a-z_]+")


@pytest.fixture
def exported() -> set[str]:
    text = gauges.render(overview.look(now=utc("2026-11-24T12:00"))).decode()
    return set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))


def test_every_metric_is_documented_and_every_documented_one_exists(exported):
    assert set(METRIC.findall(DOCUMENT)) == exported


def test_alarms_ask_for_metrics_that_exist(exported):
    assert set(METRIC.findall(RULES)) <= exported


def test_every_alarm_has_a_threshold_in_the_document():
    alarms = re.findall(r"^ +- alert: ", RULES, re.MULTILINE)
    documented = re.search(r"\| alarm \|.*?\n\n", DOCUMENT, re.DOTALL)

    assert documented is not None
    assert documented[0].count("\n| ") == len(alarms)


def test_every_subcommand_is_documented():
    told = set(re.findall(r"^  ([a-z-]+)  ", notifications.HELP, re.MULTILINE))

    assert told == {"status", "pause", "resume", "dead-letters", "resend", "dry-run"}
    assert all(f"| `{name}" in DOCUMENT for name in told)


def test_links_inside_the_document_lead_somewhere():
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", DOCUMENT, re.M)
    }

    assert set(re.findall(r"\]\(#([^)]+)\)", DOCUMENT)) <= anchors
