"""Who is sending: the log keeps whether Celery, a bell or the rescue loop handed a message over."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Worker = Literal["celery", "bell", "loop"]

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
