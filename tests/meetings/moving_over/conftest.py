from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.meetings.moving_over.root_servers import Outcome, RootServerDouble, run_comparison, running_root_server


@pytest.fixture
def old() -> Iterator[RootServerDouble]:
    with running_root_server() as server:
        yield server


@pytest.fixture
def new() -> Iterator[RootServerDouble]:
    with running_root_server() as server:
        yield server


@pytest.fixture
def compare(old: RootServerDouble, new: RootServerDouble, tmp_path: Path) -> Callable[..., Outcome]:
    """Run the command on a log in which these queries were asked."""

    def run(*queries: str, options: tuple[str, ...] = ()) -> Outcome:
        log = tmp_path / "access.log"
        log.write_text("".join(f"/main_server/client_interface/{query}\n" for query in queries))
        return run_comparison(old.url, new.url, log, *options)

    return run
