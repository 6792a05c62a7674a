"""The last good copy of what a database says, in this process and in a file that outlives it.

For a few facts that must hold while the database is gone, also in a process that starts then. The file is put in place
whole, by rename, without a lock; a disk that takes nothing costs the copy for later processes and never an answer.
"""

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import structlog

from backend.api.quick_connection import UNANSWERED

log = structlog.get_logger("backend.api")

Stamp = tuple[int, int] | None


class Copy(Protocol):
    """Of two copies, that with the later `newest_at` is the newer."""

    @property
    def newest_at(self) -> datetime: ...

    def as_json(self) -> dict[str, Any]: ...


C = TypeVar("C", bound=Copy)


class LastGood(Generic[C]):
    """`file` is asked each time. `from_json` raises ValueError, KeyError, TypeError or AttributeError for what
    `as_json` has not made. `blank` is what somebody knows who has never asked."""

    def __init__(self, file: Callable[[], Path], *, blank: C, from_json: Callable[[Any], C]) -> None:
        self._file, self._blank, self._from_json = file, blank, from_json
        self.forget()

    def forget(self) -> None:
        """Be as a process is that has just started."""
        self._seen = self._blank
        self._stamp: Stamp = None

    def keep(self, found: C) -> None:
        """Remember what the database has just said, here and for other processes."""
        # One look at the file's name tells whether another process has written since.
        stamp = _stamp(self._file())
        is_kept = self._seen == found and self._stamp == stamp
        self._seen = found
        if is_kept:
            return
        self._write_unless_newer(found)
        self._stamp = _stamp(self._file())

    def current(self, ask: Callable[[], C]) -> C:
        """Return what the database says now, by `ask`, or the last good copy where it gives no answer soon."""
        try:
            found = ask()
        except UNANSWERED:
            log.warning("served without the database", code=self._file().stem)
            return self.newest()
        self.keep(found)
        return found

    def refresh(self, ask: Callable[[], C]) -> None:
        """Ask while nobody does, so that what is known last is not what somebody happened to ask for long ago."""
        with suppress(UNANSWERED):
            self.keep(ask())

    def newest(self) -> C:
        """Return what is known without the database: what this process has seen, or what another one has left."""
        return max(self._seen, self.read() or self._blank, key=lambda copy: copy.newest_at)

    def read(self) -> C | None:
        """Return the file's copy; None where there is none that can be read."""
        try:
            return self._from_json(json.loads(self._file().read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            log.warning("a copy of what is known cannot be read", exc_info=True)
            return None

    def _write_unless_newer(self, found: C) -> None:
        """A process that has asked the database earlier, and comes here later, must not bring back what is over."""
        kept = self.read()
        if kept is not None and (kept == found or kept.newest_at > found.newest_at):
            return
        try:
            _write(self._file(), json.dumps(found.as_json(), indent=1))
        except OSError:
            log.warning("what is known cannot be kept on this disk", exc_info=True)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as aside:
        try:
            aside.write(text)
            aside.flush()
            # A machine that stops here would else find an empty file under the name.
            os.fsync(aside.fileno())
            os.replace(aside.name, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(aside.name)
            raise


def _stamp(file: Path) -> Stamp:
    """Return what tells one writing of a file from the next; None where there is none."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
