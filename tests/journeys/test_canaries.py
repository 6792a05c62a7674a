"""Words that a person wrote, looked for wherever the service leaves anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.notifications.pagers import Mailbox, running_mailbox
from tests.push import InboxClient
from tests.rights.life import MARK
from tests.rights.rows import tables_holding
from tests.rights.stacked import Couple, meet
from tests.stack import start_stack, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

# As answers would stand there: names of items and choices.
ANSWERS = ('"q9"', "redflags", "seizure_history")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def couple(
    inbox: InboxClient, mailbox: Mailbox, sam, transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Couple]:
    """Dana and Sam, who is rung and gets mail, on the service as it runs."""
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{mailbox.port}")
    with start_stack(inbox, tmp_path) as stack:
        couple = meet(stack, sam)
        couple.ask("sam", "PUT", "/v1/staff/second-paths/email", {"address": "sam@clinic.example"})
        yield couple


def test_no_word_and_no_answer_stands_in_clear_anywhere(couple, inbox, mailbox):
    couple.live()
    assert inbox.wait_for_push("phone-of-sam")
    assert wait_until(lambda: mailbox.mails, seconds=20)
    assert MARK in str(couple.ask("dana", "GET", "/v1/me/export"))

    found = {
        *(name for database in ("default", "keys") for name in tables_holding(MARK, alias=database)),
        *(name for answer in ANSWERS for name in tables_holding(answer)),
        *(str(path) for path in files_of(couple) if MARK.encode() in path.read_bytes()),
        *(line["seq"] for line in inbox.journal() if MARK in str(line)),
        *(mail["Subject"] for mail in mailbox.mails if MARK in mail.as_string()),
    }

    assert found == set()


def files_of(couple: Couple) -> list[Path]:
    """Return what the programs have written, and the servers' logs."""
    logs = Path(settings.STATE_DIR) / "logs"
    found = [path for folder in (couple.stack.folder, logs) for path in folder.rglob("*") if path.is_file()]
    assert {"web.log", "worker.log", "postgres.log"} <= {path.name for path in found}
    return found
