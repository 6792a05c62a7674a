from collections.abc import Iterator

import pytest

from tests.faults.paging.service import Service, running_service


@pytest.fixture(scope="package")
def service() -> Iterator[Service]:
    """An installation for all tests of this folder; each opens a clinic of its own in it."""
    with running_service() as running:
        yield running
