"""All servers and programs of an installation, watched over: what dies is started again."""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from backend.embedded import ports, postgres, servers, services, valkey
from backend.embedded.folders import State
from backend.embedded.process import POLL_SECONDS, run_to_end
from backend.embedded.services import Workplace
from backend.embedded.supervisor import Service, Supervisor
from tests.ports import free_port
from tests.push import InboxClient

WORKERS = ("worker-1", "worker-2")
BEAT = "beat"


class Ensemble:
    """The servers first, then, once the databases have their tables, the programs."""

    def __init__(self, state: State, project: Path, supervisor: Supervisor, given: Mapping[str, str]) -> None:
        self._given = given
        self._state = state
        self._project = project
        self._supervisor = supervisor
        self._cluster = postgres.open_cluster(state)
        self._broker = valkey.open_broker(state)

    def start_servers(self) -> InboxClient:
        postgres.prepare(self._cluster)
        self._supervisor.start(services.postgres_service(self._cluster), services.valkey_service(self._broker))
        postgres.create_databases(self._cluster)
        port = free_port()
        self._supervisor.start(services.inbox_service(self._place(), port))
        inbox = json.loads(self._state.inbox_file.read_text())
        return InboxClient(inbox["url"], inbox["credentials"])

    def start_programs(self) -> None:
        place = self._place()
        workers = [_worker(place, name) for name in WORKERS]
        self._supervisor.start(*workers, services.beat_service(place), services.deliver_service(place))
        self.tend_until(self._broker.has_consumer, seconds=60)

    def start_web(self) -> str:
        """Return where the web server answers."""
        port = free_port()
        self._supervisor.start(services.web_service(self._place(), port))
        return f"http://{ports.HOST}:{port}"

    def run(self, name: str, *arguments: str) -> str:
        """Run a Python program of ours to its end; return what it has said."""
        program = self._place().python(name, *arguments)
        run_to_end(program)
        return program.log.read_text()

    def tend_until(self, happens: Callable[[], bool], *, seconds: float) -> bool:
        """Look after the programs until something happens, or time is up; return whether it did."""
        deadline = time.monotonic() + seconds
        while not happens():
            if time.monotonic() > deadline:
                return False
            self.look()
            time.sleep(POLL_SECONDS)
        return True

    def look(self) -> None:
        self._supervisor.look()

    def has_database(self) -> bool:
        return self._cluster.serves()

    def has_broker(self) -> bool:
        return self._broker.serves()

    def freeze(self, name: str) -> bool:
        """Hold a program where it stands; return False when it is not running."""
        return self._supervisor.send_signal(name, signal.SIGSTOP)

    def thaw(self, name: str) -> bool:
        """Let it go on; return False when it is not running."""
        return self._supervisor.send_signal(name, signal.SIGCONT)

    def kill(self, name: str) -> bool:
        return self._supervisor.send_signal(name, signal.SIGKILL)

    def kill_postgres(self, number: signal.Signals) -> None:
        """End the postmaster: SIGKILL as a machine would, SIGQUIT as `pg_ctl stop -m immediate` does."""
        os.kill(int((self._cluster.data / "postmaster.pid").read_text().split()[0]), number)

    def kill_broker(self) -> bool:
        """Kill Valkey and delete the files of its queues."""
        if not self.kill("valkey"):
            return False
        for file in self._broker.home.iterdir():
            if file != self._broker.sockets:
                shutil.rmtree(file) if file.is_dir() else file.unlink()
        return True

    def _place(self) -> Workplace:
        own = {"HANDRAIL_NO_BOOTSTRAP": "1", "HANDRAIL_DEMO": "0"}
        environment = servers.embedded_environment(self._state, self._cluster, self._broker, self._given)
        return Workplace(self._project, self._state, environment | own)


@contextmanager
def ensemble(
    state: State, project: Path, tell: Callable[[str], None], *, given: Mapping[str, str] = os.environ
) -> Iterator[Ensemble]:
    """`given` is the environment to which the addresses of these servers are added."""
    supervisor = Supervisor(tell)
    try:
        yield Ensemble(state, project, supervisor, given)
    finally:
        supervisor.stop()


def _worker(place: Workplace, name: str) -> Service:
    options = ("--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle")
    program = place.python(
        name, *services.CELERY, "worker", "--hostname", f"{name}@%h", *options, HANDRAIL_CELERY_WORKER="1"
    )
    return Service(program, services.always)
