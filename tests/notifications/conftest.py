from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.notifications.pagers import Mailbox, Pager, running_mailbox, running_pager
from tests.push import InboxClient, send_from_here


@pytest.fixture
def inbox(inbox: InboxClient, settings: Any) -> InboxClient:
    """The push inbox, with this process sending to it."""
    return send_from_here(inbox, settings)


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server, with this process sending through it."""
    with running_mailbox() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", mailbox.port, 20
        settings.DEFAULT_FROM_EMAIL = "Handrail <handrail@clinic.example>"
        yield mailbox


@pytest.fixture
def pager(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pager]:
    """A pager on this machine, whose certificate this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    with running_pager(tmp_path) as pager:
        yield pager
