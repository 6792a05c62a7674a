"""File locks. The kernel lets go of them when their holder dies, so a crash leaves nothing to clean up."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from backend.embedded.refusal import Refusal


@dataclass(frozen=True)
class Shared:
    """One hold of several on the same file."""

    file: IO[str]

    def wait_for_others(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock alone; wait for it as long as it takes."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def exclusive_or_refuse(path: Path, refusal: str) -> Iterator[None]:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(refusal) from None
        yield


@contextmanager
def shared(path: Path) -> Iterator[Shared]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield Shared(file)
