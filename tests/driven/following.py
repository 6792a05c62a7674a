"""Run a program whose clock follows a file: `python -m tests.driven.following FILE (-m MODULE | SCRIPT) ARGUMENTS…`."""

import os
import runpy
import sys
import threading
import time
from pathlib import Path

import time_machine

POLL_SECONDS = 0.02


class Follower:
    """Keeps this process `offset` seconds ahead of the real clock; the offset stands in a file and may change."""

    def __init__(self, file: Path) -> None:
        self._file, self._offset = file, self._told(file)
        # Monotonic time is left alone, so the real time is known by it.
        self._real_at_zero = time.time() - time.monotonic()
        self._clock = time_machine.travel(self._real_time() + self._offset, tick=True).start()
        self._watch()
        # A fork has the clock and no thread.
        os.register_at_fork(after_in_child=self._watch)

    def _watch(self) -> None:
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(POLL_SECONDS)
            told = self._told(self._file)
            if told != self._offset:
                self._offset = told
                self._clock.move_to(self._real_time() + told)

    @staticmethod
    def _told(file: Path) -> float:
        return float(file.read_text())

    def _real_time(self) -> float:
        return self._real_at_zero + time.monotonic()


def main() -> None:
    Follower(Path(sys.argv[1]))
    sys.argv = sys.argv[2:]
    if sys.argv[0] == "-m":
        sys.argv = sys.argv[1:]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
