from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.push import InboxClient
from tests.stack import Stack, start_stack


@pytest.fixture
def stack(transactional_db: None, inbox: InboxClient, tmp_path: Path) -> Iterator[Stack]:
    """Web server, Celery worker and beat as real processes on the test's database, sending to the push inbox."""
    with start_stack(inbox, tmp_path) as running:
        yield running
