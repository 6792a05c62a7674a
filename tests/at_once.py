"""The same work by several threads at one moment, each with a connection of its own."""

import threading
from collections.abc import Callable
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(work: Callable[[], T], *, threads: int = 2) -> list[T]:
    """Return what each has returned. One that raises is missing."""
    ready, returned = threading.Barrier(threads, timeout=30), list[T]()

    def run() -> None:
        try:
            ready.wait()
            returned.append(work())
        finally:
            connections.close_all()

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return returned
