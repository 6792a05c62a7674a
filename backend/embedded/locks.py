"""Who owns a state folder and who uses it. The kernel ends a lock with its holder: a crash leaves none."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from backend.embedded.refusal import Refusal

POLL_SECONDS = 0.1
# What a killed owner started ends within four seconds.
ENDING_SECONDS = 5


@dataclass(frozen=True)
class Ownership:
    """The right to start servers on a state. Their wrappers inherit it; it ends with the last of them."""

    file: IO[str]

    def fileno(self) -> int:
        return self.file.fileno()

    def release(self) -> None:
        self.file.close()


@dataclass(frozen=True)
class Use:
    """One of several holds on servers that somebody runs."""

    file: IO[str]

    def wait_for_others(self) -> None:
        """Return when nobody else uses them; whoever comes now has to wait until this hold ends."""
        fcntl.flock(self.file, fcntl.LOCK_EX)


@contextmanager
def using(path: Path) -> Iterator[Use]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield Use(file)


def try_to_own(path: Path, command: str) -> Ownership | None:
    """Return the ownership, or None while somebody else has it."""
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    file.write(json.dumps({"command": command, "pid": os.getpid()}))
    file.flush()
    return Ownership(file)


def own_or_refuse(path: Path, command: str) -> Ownership:
    """Return the ownership. Raises Refusal while a living process has it; waits for what a dead one left."""
    deadline = time.monotonic() + ENDING_SECONDS
    while True:
        ownership = try_to_own(path, command)
        if ownership is not None:
            return ownership
        owner, pid = _owner(path)
        if _lives(pid) or time.monotonic() > deadline:
            raise Refusal(
                f"`manage.py {owner}` (process {pid}) is running on {path.parent}. "
                "Stop it first, or give this one a state of its own: --state DIR"
            )
        time.sleep(POLL_SECONDS)


def _owner(path: Path) -> tuple[str, int]:
    try:
        content = json.loads(path.read_text())
    except ValueError:
        return "?", 0  # it has the lock and is about to write its name
    return content["command"], content["pid"]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != 0
