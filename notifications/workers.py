"""Who is sending, for the log: Celery, a bell or the rescue loop; and for how long one scan keeps its process."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Worker = Literal["celery", "bell", "loop"]

# After so long a scan gives its process to the others that wait; what is left is taken by the next.
LONGEST_TURN_SECONDS = 10

_worker: ContextVar[Worker] = ContextVar("worker", default="celery")


@contextmanager
def sending_as(worker: Worker) -> Iterator[None]:
    token = _worker.set(worker)
    try:
        yield
    finally:
        _worker.reset(token)


def current_worker() -> Worker:
    return _worker.get()


def for_a_turn(work: Callable[[], int]) -> int:
    """Repeat `work` until it finds nothing to do or the turn is over; return how much it did."""
    started, done = time.monotonic(), 0
    while time.monotonic() - started < LONGEST_TURN_SECONDS and (some := work()):
        done += some
    return done
