from collections.abc import Iterator

import pytest

from backend.embedded import folders
from backend.embedded.folders import State


@pytest.fixture
def state() -> Iterator[State]:
    """A state folder that an unprivileged PostgreSQL can reach, which pytest's own are not."""
    with folders.throw_away_state() as state:
        yield state
