from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from backend.accounts.models import Person, Staff
from tests.care_team.broadcasting import follow
from tests.care_team.factories import MONDAY_TEN
from tests.push import InboxClient


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Requests come at ten on a Monday in New York, until a test moves on."""
    with time_machine.travel(MONDAY_TEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lock_screens(inbox: InboxClient, settings: Any) -> InboxClient:
    """The push inbox, with this process sending to it."""
    settings.FCM_BASE_URL, settings.PUSH_INBOX_CREDENTIALS = inbox.url, inbox.credentials
    return inbox


@pytest.fixture
def erin(sam: Staff) -> Person:
    """Another of Sam's people, who shares her plan alone."""
    return follow(sam, "erin")
