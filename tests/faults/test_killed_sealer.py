"""SIGKILL in the middle of a seal: nothing is sealed by half, and the next one goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from backend.accounts.audit import sealing
from backend.accounts.audit.verifying import verify
from backend.accounts.models import ChainLink, Consent, Notice
from backend.api.clock import true_database_now
from tests.accounts.audit.rows import HOUR, one_of_each
from tests.push import InboxClient
from tests.stack import Stack, environment_for, wait_until
from tests.waiting import how_many_wait_for, nobody_else_is_in_a_transaction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scans(inbox: InboxClient, tmp_path: Path) -> Iterator[Stack]:
    stack = Stack("", tmp_path, environment_for(inbox))
    yield stack
    stack.stop()


# It reads all rows, writes the links, then marks the rows as sealed: consents before notices.
@pytest.mark.parametrize("table", ["accounts_chainlink", "accounts_consent", "accounts_notice"])
def test_a_sealer_that_is_killed_before_it_writes_there_leaves_everything_open(scans, dana, sam, table):
    now = true_database_now()
    one_of_each(dana, sam, at=now - 2 * HOUR)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        scans.start("deliver", "0")
        assert wait_until(lambda: how_many_wait_for(table), seconds=30)
        scans.kill("deliver")

    assert wait_until(nobody_else_is_in_a_transaction, seconds=20)
    assert not ChainLink.objects.exists()
    assert not Notice.objects.filter(sealed_at__isnull=False).exists()
    sealing.seal(now=now)
    assert not Consent.objects.filter(sealed_at=None).exists()
    assert verify(dana.pk, now=now) is None
