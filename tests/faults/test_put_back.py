"""Yesterday's backup of the main database, put back beside today's key store and the master key."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from backend.accounts.models import Person
from tests.journeys.steps import Phone, register_phone, remind, sign_up
from tests.push import InboxClient
from tests.rights import backups, unwritten
from tests.rights.rows import tables_naming
from tests.rights.stacked import meet
from tests.rights.test_nothing_left import AUDIT, TOMBSTONE
from tests.stack import ROOT, Stack, start_stack, wait_until
from tests.times import soon

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class World:
    """The service on a backup, as it comes up when nobody has run `restore`. Erik's phone is to ring."""

    stack: Stack
    dana: Phone
    erik: Phone
    readable_before: set[str]


@pytest.fixture
def world(inbox: InboxClient, sam, transactional_db: None, tmp_path: Path) -> Iterator[World]:
    with start_stack(inbox, tmp_path) as stack:
        couple = meet(stack, sam)
        couple.live()
        dana_id = UUID(couple.dana.person_id)
        unwritten.fill(Person.objects.select_related("account").get(pk=dana_id), sam)
        # What is in the backup rings here no more.
        stack.kill("worker")
        stack.kill("beat")
        erik = sign_up(stack, tzid="UTC")
        register_phone(stack, erik, token="phone-of-erik", tzid="UTC")
        remind(stack, erik, at=soon(5))
        readable = backups.readable_of(dana_id)
        backup = backups.dump(tmp_path / "yesterday.dump")
        assert stack.call("DELETE", "/v1/me", token=couple.dana.token).status == 204
    folder = tmp_path / "afterwards"
    folder.mkdir()
    with backups.put_back(backup), start_stack(inbox, folder) as stack:
        yield World(stack, couple.dana, erik, readable)


def test_a_backup_serves_and_sends_nothing_until_it_is_restored(world, inbox):
    ready = world.stack.call("GET", "/readyz")
    asked = world.stack.call("GET", "/v1/me", token=world.erik.token)
    help_lines = world.stack.call("GET", "/v1/crisis/US")
    rang = inbox.wait_for_push("phone-of-erik", seconds=8)

    assert (ready.status, ready.body["checks"]["journal"]) == (503, "behind")
    assert (asked.status, asked.body["code"]) == (503, "restore-pending")
    assert help_lines.status == 200
    assert rang == []

    said = restore(world.stack)

    assert "Erased again: 1." in said
    assert wait_until(lambda: world.stack.call("GET", "/readyz").status == 200, seconds=15)
    assert inbox.wait_for_push("phone-of-erik")
    assert world.stack.call("GET", "/v1/me", token=world.erik.token).status == 200
    assert world.stack.call("GET", "/v1/me", token=world.dana.token).body["reason"] == "revoked"


def test_of_an_erased_person_nothing_in_it_can_be_read_and_then_nothing_is_there(world):
    dana = UUID(world.dana.person_id)
    assert {"accounts_account.handle", "aftercare_response.answers", "coping_craving.note"} < world.readable_before
    assert {"aftercare_response", "coping_craving"} < tables_naming(dana)

    assert backups.readable_of(dana) == set()

    restore(world.stack)

    assert tables_naming(dana) == TOMBSTONE | AUDIT


def restore(stack: Stack) -> str:
    command = [sys.executable, "manage.py", "restore"]
    done = subprocess.run(command, cwd=ROOT, env=stack.environment, check=True, capture_output=True, text=True)
    return done.stdout
