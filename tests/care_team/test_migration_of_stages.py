"""Alerts that stand open when this release comes go on from where they are."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from backend.accounts.models import AlertAccess
from backend.care_team import alerts
from backend.care_team.models import Alert
from tests.care_team.factories import MONDAY_TEN, rung
from tests.times import utc

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("care_team", "0004_on_call_steps_follow_ups_and_expected_rules")]
DUE = utc("2026-11-23T19:00")


@pytest.fixture
def before(dana, sam, sue):
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    old = executor.loader.project_state(BEFORE).apps.get_model("care_team", "Alert")
    mine = {"person_id": dana.pk, "site_id": sam.site_id, "owner_id": sam.pk, "level": "L2"}

    def make(**fields):
        times = {"opened_at": MONDAY_TEN, "due_at": DUE}
        return old.objects.create(**mine | times | fields)

    yield make
    migrate_forward()


def migrate_forward():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_an_open_alert_is_passed_on_when_it_is_due_and_seen_by_the_site(before, dana, sue):
    before()

    migrate_forward()
    alerts.sweep_alerts(now=DUE)

    alert = Alert.objects.get()
    assert (alert.asked_at, rung(alert)) == (MONDAY_TEN, ["sue"])
    assert AlertAccess.objects.values_list("person", "level", "since").get() == (dana.pk, "L2", MONDAY_TEN)


def test_one_that_was_passed_on_goes_on_from_there(before, sue):
    before(escalated_at=DUE)

    migrate_forward()

    assert Alert.objects.values_list("stage", "next_page_at").get() == (1, DUE)


@pytest.mark.parametrize(
    "state",
    [
        {"state": "acknowledged", "acknowledged_at": MONDAY_TEN},
        {"state": "closed", "closed_at": MONDAY_TEN, "outcome": "reached"},
    ],
)
def test_what_was_seen_or_closed_rings_nobody(before, state):
    before(**state)

    migrate_forward()

    assert alerts.sweep_alerts(now=utc("2026-12-23T19:00")) == 0
    assert AlertAccess.objects.exists() == (state["state"] != "closed")
