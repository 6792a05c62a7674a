import pytest
import time_machine

from tests.times import utc


@pytest.fixture
def clock():
    """Noon in New York, on a Monday. Files ask for it by name: a browser has a clock of its own."""
    with time_machine.travel(utc("2026-11-23T17:00"), tick=False) as travel:
        yield travel
