"""A child process that ends when this process ends, however that happens."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.embedded import lifeline
from backend.embedded.locks import Ownership
from backend.embedded.refusal import Refusal

POLL_SECONDS = 0.05
# The wrapper itself takes two seconds before it kills; past this the wrapper is stuck.
STOP_SECONDS = 4
LOG_TAIL_LINES = 20


@dataclass(frozen=True)
class Program:
    """What to run. Output goes to the file `log`: an inherited pipe would keep a caller's reader waiting."""

    name: str
    argv: tuple[str, ...]
    log: Path
    environment: Mapping[str, str]
    folder: Path
    stop_signal: signal.Signals = signal.SIGTERM
    account: int | None = None


class Process:
    """A started program. When `_hold` closes, by us or by our death, the wrapper ends it."""

    def __init__(self, program: Program, *, inherit: Ownership | None = None) -> None:
        """Start it. The wrapper keeps `inherit` for as long as the program runs."""
        self.program = program
        pipe, self._hold = os.pipe()
        try:
            with program.log.open("ab") as log:
                self._wrapper = subprocess.Popen(
                    _wrapped(program, pipe),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    pass_fds=(pipe,) if inherit is None else (pipe, inherit.fileno()),
                    cwd=program.folder,
                    env=dict(program.environment),
                    # A session of its own: Ctrl-C in the terminal reaches the supervisor alone.
                    start_new_session=True,
                    # What they write is nobody else's to read.
                    umask=0o077,
                )
        finally:
            os.close(pipe)

    def exit_code(self) -> int | None:
        """Return None while the program runs."""
        code = self._wrapper.poll()
        if code is not None:
            self._sweep()
        return code

    def wait(self) -> int:
        code = self._wrapper.wait()
        self._sweep()
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the wrapper, the program and everything that they started in their group."""
        os.killpg(self._wrapper.pid, number)

    def let_go(self) -> None:
        """Ask the program to stop, without waiting for it."""
        if self._hold >= 0:
            os.close(self._hold)
            self._hold = -1

    def stop(self) -> None:
        self.let_go()
        try:
            self._wrapper.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._wrapper.pid, signal.SIGKILL)
            self._wrapper.wait()
        self._sweep()

    def _sweep(self) -> None:
        """End what is left of the group: a killed wrapper leaves its program, a program its children."""
        self.let_go()
        try:
            os.killpg(self._wrapper.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # Gone. macOS answers EPERM for a group in which only zombies are left.
            return


def start_until_ready(
    program: Program,
    is_ready: Callable[[], bool],
    *,
    seconds: float,
    inherit: Ownership | None = None,
) -> Process:
    """Start a program and return once it is ready. Raises Refusal, with the end of its log, if it is not."""
    process = Process(program, inherit=inherit)
    try:
        wait_until_ready(process, is_ready, seconds=seconds)
    except BaseException:
        process.stop()
        raise
    return process


def wait_until_ready(process: Process, is_ready: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_ready():
        code = process.exit_code()
        if code is not None:
            raise Refusal(_failure(process.program, f"ended with exit code {code}"))
        if time.monotonic() > deadline:
            raise Refusal(_failure(process.program, f"was not ready within {seconds:.0f} seconds"))
        time.sleep(POLL_SECONDS)


def run_to_end(program: Program) -> None:
    """Run a program that ends by itself. Raises Refusal, with the end of its log, when it fails."""
    process = Process(program)
    try:
        code = process.wait()
    finally:
        process.stop()
    if code != 0:
        raise Refusal(_failure(program, f"ended with exit code {code}"))


def _wrapped(program: Program, pipe: int) -> list[str]:
    account = lifeline.NO_ACCOUNT if program.account is None else program.account
    wrapper = [sys.executable, "-I", "-S", lifeline.__file__]
    return [*wrapper, str(pipe), str(int(program.stop_signal)), str(account), *program.argv]


def _failure(program: Program, what: str) -> str:
    lines = program.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
    return "\n".join([f"{program.name} {what}. The end of {program.log}:", *(f"    {line}" for line in lines)])
