"""Two processes pass on the same overdue alert at the same moment: its stage rings once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from backend.accounts import people, staffing
from backend.accounts.models import Consent, DataClass, Person
from backend.api.clock import true_database_now
from backend.instruments.levels import Level
from tests.care_team.factories import open_alert, rung
from tests.notifications.factories import give_device
from tests.push import InboxClient
from tests.stack import Stack, environment_for, wait_until
from tests.waiting import how_many_wait_for

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)


@pytest.fixture
def scans(inbox: InboxClient, tmp_path: Path) -> Iterator[Stack]:
    stack = Stack("", tmp_path, environment_for(inbox))
    yield stack
    stack.stop()


@pytest.fixture
def followed(sam, sue) -> Person:
    """Somebody whom sam follows by the clock of this machine, which is that of the processes."""
    yesterday = true_database_now() - timedelta(days=1)
    person = people.sign_up(people.Profile(country="US"), now=yesterday).person
    staffing.assign(person, sam, now=yesterday)
    Consent.objects.create(person=person, site=sam.site, data_class=DataClass.ALERTS, granted_at=yesterday)
    return person


def test_two_processes_that_sweep_at_once_page_once(scans, inbox, followed, sam, sue):
    alert = open_alert(followed, Level.L3, now=true_database_now() - timedelta(minutes=15) - SECOND)
    give_device(sam, "sams-phone")
    give_device(sue, "sues-phone")

    # It lets them read alerts and holds them where they take one.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE care_team_alert IN EXCLUSIVE MODE")
        scans.start("deliver", "0")
        scans.processes["other deliver"] = scans.processes.pop("deliver")
        scans.start("deliver", "0")
        assert wait_until(lambda: how_many_wait_for("care_team_alert") == 2, seconds=30)
    paged = inbox.wait_for_push("sues-phone")
    later = inbox.wait_for_push("sues-phone", count=2, seconds=7)

    assert len(paged) == 1
    assert later == paged
    assert len(inbox.pushes_to("sams-phone")) == 1
    assert rung(alert, stage=1) == ["sam", "sue"]
    alert.refresh_from_db()
    assert alert.stage == 1
