"""The last good copy of the findings, in this process and in a file that outlives it.

Crisis routes write nothing into the database. This file is written all the same, because without it a web process that
starts while the database is gone would show lines that were found dead. It holds line ids and days: nothing of
whoever asks, nor of the operator. It is put in place whole, by rename, without a lock; a disk that takes nothing
costs the copy for later processes and never an answer.
"""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from django.conf import settings

from backend.crisis.verifying.findings import Findings, from_json

log = structlog.get_logger("backend.crisis")

NAME = "findings.json"
Stamp = tuple[int, int] | None


@dataclass
class Memory:
    """What this process has seen last, and the file as it was then."""

    findings: Findings = field(default_factory=Findings)
    stamp: Stamp = None


_memory = Memory()


def keep(found: Findings) -> None:
    """Remember what the database has just said, here and for other processes."""
    # One look at the file's name tells whether another process has written since.
    stamp = _stamp()
    is_kept = _memory.findings == found and _memory.stamp == stamp
    _memory.findings = found
    if is_kept:
        return
    _write_unless_newer(found)
    _memory.stamp = _stamp()


def newest() -> Findings:
    """Return what is known without the database: what this process has seen, or what another one has left."""
    return max(_memory.findings, read() or Findings(), key=lambda copy: copy.newest_at)


def read() -> Findings | None:
    """Return the file's copy; None where there is none that can be read."""
    try:
        return from_json(json.loads(_file().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        log.warning("the kept findings about help lines cannot be read", exc_info=True)
        return None


def _write_unless_newer(found: Findings) -> None:
    """A process that has asked the database earlier, and comes here later, must not bring a dead line back."""
    kept = read()
    if kept is not None and (kept == found or kept.newest_at > found.newest_at):
        return
    try:
        _write(json.dumps(found.as_json(), indent=1))
    except OSError:
        log.warning("findings about help lines cannot be kept on this disk", exc_info=True)


def _write(text: str) -> None:
    file = _file()
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


def _stamp() -> Stamp:
    try:
        found = os.stat(_file())
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _file() -> Path:
    return Path(settings.CRISIS_DIR) / NAME
