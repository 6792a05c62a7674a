from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.push import InboxClient
from tests.stack import Stack, start_stack


@pytest.fixture
def stack_without_broker(transactional_db: None, inbox: InboxClient, tmp_path: Path) -> Iterator[Stack]:
    """What is left when Valkey is gone: the web server, and the loop beside the workers."""
    with start_stack(inbox, tmp_path, broker=f"redis+socket://{tmp_path}/nobody.sock") as running:
        yield running
