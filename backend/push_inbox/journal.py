"""The journal: one line for each message handed over, append-only, the judge of what was lost or repeated.

The file on disk is the whole; memory holds its tail and an index of offsets. A line's number is its place:
a file is named for the seq of its first line, so seq survives a restart without a second record. A reset
starts a new file.
"""

import fcntl
import os
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from json import JSONEncoder
from pathlib import Path

_LINES_PER_MARK = 256
_TAIL_LINES = 200
_CHUNK_BYTES = 1 << 18
_encode = JSONEncoder(separators=(",", ":")).encode


class JournalInUseError(Exception):
    """Another inbox writes to this state folder."""


class Journal:
    def __init__(self, state: Path) -> None:
        self._folder = state / "journal"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._lock = _lock(self._folder / "lock")
        files = sorted(self._folder.glob("*.jsonl"))
        self._open(files[-1] if files else self._file_from(1))

    @property
    def first_seq(self) -> int:
        """The seq of the oldest line that readers still see, or will have when there is none."""
        return self._first_seq

    @property
    def last_seq(self) -> int:
        return self._first_seq + self._lines - 1

    def append(
        self,
        *,
        received_at: datetime,
        address: str | None,
        path: str,
        headers: dict[str, str],
        message: dict[str, object] | None,
        outcome: str,
    ) -> int:
        """Write one line and return its seq. `message` is taken as it is: without token and fid."""
        seq = self._first_seq + self._lines
        entry = {
            "seq": seq,
            "received_at": received_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "address": address,
            "path": path,
            "headers": headers,
            "message": message,
            "outcome": outcome,
        }
        line = _encode(entry).encode() + b"\n"
        # One unbuffered write: what was answered is with the kernel, and outlives a SIGKILL of this process.
        os.write(self._file, line)
        self._note(line)
        return seq

    def tail(self, after: int) -> list[bytes]:
        """The newest lines past `after`, at most as many as memory keeps."""
        fresh = self.last_seq - max(after, self.last_seq - len(self._tail))
        return list(self._tail)[len(self._tail) - fresh :] if fresh > 0 else []

    def read(self, after: int) -> Iterator[bytes]:
        """Yield the lines past `after` in chunks, as far as the file reaches now."""
        skip = max(after + 1 - self._first_seq, 0)
        if skip >= self._lines:
            return
        end = self._size
        with self._path.open("rb") as file:
            file.seek(self._marks[skip // _LINES_PER_MARK])
            for _ in range(skip % _LINES_PER_MARK):
                file.readline()
            while (left := end - file.tell()) > 0:
                yield file.read(min(left, _CHUNK_BYTES))

    def start_anew(self) -> None:
        """Hide all lines so far from readers; the old file stays on disk and seq goes on."""
        os.close(self._file)
        self._open(self._path if self._lines == 0 else self._file_from(self.last_seq + 1))

    def close(self) -> None:
        os.close(self._file)
        os.close(self._lock)

    def _file_from(self, seq: int) -> Path:
        return self._folder / f"{seq:015d}.jsonl"

    def _open(self, path: Path) -> None:
        self._path = path
        self._first_seq = int(path.stem)
        self._lines = self._size = 0
        self._marks: list[int] = []
        self._tail: deque[bytes] = deque(maxlen=_TAIL_LINES)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with path.open("rb") as written:
            for line in written:
                if line.endswith(b"\n"):
                    self._note(line)
        # A machine that stopped in the middle of a line leaves a piece that no reader may see.
        os.truncate(self._file, self._size)

    def _note(self, line: bytes) -> None:
        if self._lines % _LINES_PER_MARK == 0:
            self._marks.append(self._size)
        self._lines += 1
        self._size += len(line)
        self._tail.append(line)


def _lock(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise JournalInUseError(path.parent.parent) from error
    return descriptor
