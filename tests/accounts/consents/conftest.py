from collections.abc import Iterator

import pytest
import time_machine

from backend.accounts import staffing
from backend.accounts.models import Person, Staff
from tests.times import utc

NOW = utc("2026-11-26T15:00")  # ten in the morning in New York


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def joined(nora: Person, sam: Staff) -> Person:
    """Nora has joined Harbour Clinic, and agreed to nothing yet."""
    staffing.assign(nora, sam, now=utc("2026-11-20T12:00"))
    return nora
