from typing import Any

import pytest

from tests.push import InboxClient


@pytest.fixture
def inbox(inbox: InboxClient, settings: Any) -> InboxClient:
    """The push inbox, with this process sending to it."""
    settings.FCM_BASE_URL = inbox.url
    settings.PUSH_INBOX_CREDENTIALS = inbox.credentials
    return inbox
