from collections.abc import Iterator

import pytest
import time_machine

from backend.care_team.safety_profile import QUESTIONS, set_profile
from tests.coping.factories import NOON
from tests.times import standing_at


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is noon in New York until a test moves the clock of this process."""
    with standing_at(NOON) as traveller:
        yield traveller


@pytest.fixture
def careful_dana(dana):
    """Dana, who answered every question about her safety with "no"."""
    set_profile(dana, dict.fromkeys(QUESTIONS, "no"))
    return dana
