"""Two organizers who save at the same moment, in threads of their own."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from tests.meetings import factories

PATIENCE_SECONDS = 10


@dataclass(frozen=True)
class Writers:
    """`first` has saved meeting 1 and waits to commit; `second` came later, with meeting 2."""

    first: "Future[None]"
    second: "Future[None]"
    may_commit: threading.Event

    def finish(self) -> None:
        self.may_commit.set()
        self.first.result(PATIENCE_SECONDS)
        self.second.result(PATIENCE_SECONDS)


@contextmanager
def two_writers() -> Iterator[Writers]:
    """Yield once the first has its number."""
    has_number, may_commit = threading.Event(), threading.Event()

    def write_first() -> None:
        with transaction.atomic():
            factories.meeting(1)
            has_number.set()
            may_commit.wait(PATIENCE_SECONDS)
        connection.close()

    def write_second() -> None:
        with transaction.atomic():
            factories.meeting(2)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(write_first)
        has_number.wait(PATIENCE_SECONDS)
        yield Writers(first, pool.submit(write_second), may_commit)
