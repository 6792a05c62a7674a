"""Small programs for the supervisor to look after, and a way to see whether they are alive."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from backend.embedded.folders import State
from backend.embedded.postgres import Cluster
from backend.embedded.process import Program


def python(state: State, code: str, *, name: str = "sleeper") -> Program:
    return Program(name, (sys.executable, "-c", code), state.log(name), dict(os.environ), state.root)


def noting_pid(file: Path, then: str = "import time; time.sleep(600)") -> str:
    """Return a program that appends its process id to a file and goes on."""
    return f"import os; open({str(file)!r}, 'a').write(f'{{os.getpid()}}\\n')\n{then}"


def stubborn(file: Path) -> str:
    """Return a program that notes its process id once SIGTERM cannot end it any more, and stays."""
    return f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{noting_pid(file)}"


def pids_in(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def postmaster_pid(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def lives(pid: int) -> bool:
    """A zombie counts as gone: only the process above it has yet to notice."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        os.kill(pid, 0)
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def within(seconds: float, happens: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.05)
    return happens()
