from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.aftercare.factories import MONDAY_TEN
from tests.push import InboxClient, send_from_here


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Requests come at ten on a Monday in New York, until a test moves on."""
    with time_machine.travel(MONDAY_TEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def inbox(inbox: InboxClient, settings: Any) -> InboxClient:
    """The push inbox, with this process sending to it."""
    return send_from_here(inbox, settings)
