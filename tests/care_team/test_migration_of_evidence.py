"""Evidence that was on record when this release came: what the craving log told goes by the grant for that log."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from backend.care_team.models import AlertEvidence
from tests.care_team.factories import MONDAY_TEN, open_alert
from tests.care_team.test_migration_of_stages import migrate_forward

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("care_team", "0006_people_to_tell")]
OF_LOG = [
    ("L1", "craving", ["craving-nrs:high-twice"]),
    ("L1", "check-in", ["craving-nrs:high-twice"]),
    ("L1", "slip", ["daily-check-in:slip"]),
    ("L1", "refused-slip", ["daily-check-in:slip"]),
]
NOT_OF_LOG = [
    ("L1", "check-in", ["daily-check-in:slip"]),
    ("L3", "slip", ["daily-check-in:affected-now", "daily-check-in:slip"]),
    ("L1", "help-request", ["help-request:contact"]),
]


@pytest.fixture
def before(dana):
    """Return how to put evidence on record as the release before did."""
    alert = open_alert(dana)
    alert.evidence.all().delete()
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    old = executor.loader.project_state(BEFORE).apps.get_model("care_team", "AlertEvidence")

    def make(level, about_type, rules):
        about = {"about_type": about_type, "about_id": uuid.uuid4()}
        return old.objects.create(alert_id=alert.pk, level=level, rules=rules, added_at=MONDAY_TEN, **about).pk

    yield make
    migrate_forward()


def test_it_is_told_apart_by_what_it_is_about_and_which_rule_fired(before):
    of_log = {before(*each) for each in OF_LOG}
    for each in NOT_OF_LOG:
        before(*each)

    migrate_forward()

    assert set(AlertEvidence.objects.filter(is_of_log=True).values_list("pk", flat=True)) == of_log
    assert AlertEvidence.objects.count() == len(OF_LOG) + len(NOT_OF_LOG)
