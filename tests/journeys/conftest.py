from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.driven.clock import Clock, driven_clock
from tests.push import InboxClient, start_inbox
from tests.stack import Stack, start_stack


@pytest.fixture
def driven(transactional_db: None, tmp_path: Path) -> Iterator[tuple[Stack, InboxClient, Clock]]:
    """Web server, worker, beat and push inbox as real processes, all on a clock that the test sets."""
    state = tmp_path / "push_inbox"
    state.mkdir()
    with (
        driven_clock(tmp_path) as clock,
        start_inbox(state, prefix=clock.prefix) as inbox,
        start_stack(inbox, tmp_path, prefix=clock.prefix) as stack,
    ):
        yield stack, inbox, clock
