from typing import Any

import pytest

from tests.push import InboxClient


@pytest.fixture
def inbox(inbox: InboxClient, settings: Any) -> InboxClient:
    """The push inbox, and our transport sends to it."""
    settings.FCM_BASE_URL, settings.PUSH_INBOX_CREDENTIALS = inbox.url, inbox.credentials
    return inbox
