"""Keep several programs running: start them in order, start again what dies, stop all in reverse order."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from backend.embedded.locks import Ownership
from backend.embedded.process import POLL_SECONDS, Process, Program, wait_until_ready

# The first restart is quick, a reminder may be waiting; a program that keeps dying is left alone for longer.
RESTART_SECONDS = (0.5, 1, 2, 4, 8, 15, 30)
# After this long a program counts as sound again, and its next death as its first.
SOUND_SECONDS = 60


@dataclass(frozen=True)
class Service:
    """A program that should always run. `is_ready` is asked at the first start only."""

    program: Program
    is_ready: Callable[[], bool]
    ready_seconds: float = 60


@dataclass
class Running:
    """A service at work, or between its death and its next start."""

    service: Service
    process: Process
    started_at: float
    deaths: int = 0
    starts_again_at: float | None = None


class Supervisor:
    """Services in the order of their start. Times are of the monotonic clock."""

    def __init__(self, tell: Callable[[str], None], *, inherit: Ownership | None = None) -> None:
        self._tell = tell
        self._inherit = inherit
        self._groups: list[list[Running]] = []

    def start(self, *services: Service) -> None:
        """Start services that do not need each other, together; return when all are ready. Raises Refusal."""
        group: list[Running] = []
        self._groups.append(group)
        for service in services:
            group.append(Running(service, self._process(service), time.monotonic()))
        for running in group:
            service = running.service
            wait_until_ready(running.process, service.is_ready, seconds=service.ready_seconds)

    def watch(self) -> None:
        """Start again what dies, for ever."""
        while True:
            self.look()
            time.sleep(POLL_SECONDS)

    def look(self) -> None:
        """Notice who died, and start again whoever is due."""
        for group in self._groups:
            for running in group:
                self._tend(running, now=time.monotonic())

    def send_signal(self, name: str, number: signal.Signals) -> bool:
        """Send a signal to a program and its children; return False while it waits for its restart."""
        [running] = [each for group in self._groups for each in group if each.service.program.name == name]
        is_running = running.starts_again_at is None and running.process.exit_code() is None
        if is_running:
            running.process.send_signal(number)
        return is_running

    def stop(self) -> None:
        """Stop all, last started first; those that were started together stop together."""
        while self._groups:
            group = self._groups.pop()
            for running in reversed(group):
                running.process.let_go()
            for running in reversed(group):
                running.process.stop()

    def _process(self, service: Service) -> Process:
        return Process(service.program, inherit=self._inherit)

    def _tend(self, running: Running, *, now: float) -> None:
        if running.starts_again_at is None:
            code = running.process.exit_code()
            if code is not None:
                self._plan_restart(running, code, now)
        elif now >= running.starts_again_at:
            running.process = self._process(running.service)
            running.started_at, running.starts_again_at = now, None

    def _plan_restart(self, running: Running, code: int, now: float) -> None:
        program = running.service.program
        lived_seconds = now - running.started_at
        running.deaths = 1 if lived_seconds >= SOUND_SECONDS else running.deaths + 1
        delay = restart_delay(running.deaths)
        running.starts_again_at = now + delay
        self._tell(f"{program.name} ended (exit code {code}); starting it again in {delay:g} s. See {program.log}")


def restart_delay(deaths: int) -> float:
    """Return the seconds to wait after so many deaths (1 or more) in a row."""
    return RESTART_SECONDS[min(deaths, len(RESTART_SECONDS)) - 1]
