"""The programs of `up`, and how each of them tells that it is ready."""

import http.client
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from backend.embedded import ports, postgres, valkey
from backend.embedded.folders import State
from backend.embedded.postgres import Cluster
from backend.embedded.process import Program
from backend.embedded.supervisor import Service
from backend.embedded.valkey import Broker

CELERY = ("-m", "celery", "-A", "backend.config.celery")


@dataclass(frozen=True)
class Workplace:
    """What all programs of ours share."""

    project: Path
    state: State
    environment: Mapping[str, str]

    def python(self, name: str, *arguments: str, **variables: str) -> Program:
        return Program(
            name=name,
            argv=(sys.executable, *arguments),
            log=self.state.log(name),
            environment={**self.environment, **variables},
            folder=self.project,
        )

    def manage(self, name: str, *arguments: str) -> Program:
        return self.python(name, "manage.py", *arguments)


def postgres_service(cluster: Cluster) -> Service:
    return Service(postgres.server_program(cluster), cluster.serves)


def valkey_service(broker: Broker) -> Service:
    return Service(valkey.server_program(broker), broker.serves)


def inbox_service(place: Workplace, port: int, *, smtp_port: int = 0) -> Service:
    where = ("--port", str(port), "--smtp-port", str(smtp_port), "--state", str(place.state.inbox))
    program = place.python("push_inbox", "-m", "backend.push_inbox", *where)
    return Service(program, lambda: place.state.inbox_file.exists() and answers(port, "/"))


def web_service(place: Workplace, port: int) -> Service:
    # One process: its threads mostly wait for the database, and a laptop has memory for other things.
    # The control socket would lie under $HOME, and nothing outside the checkout is touched.
    options = ("--worker-class", "gthread", "--workers", "1", "--threads", "8", "--no-control-socket")
    # As long as the server beside which BMLT's root servers run allows: a region's website names all its bodies.
    limits = ("--limit-request-line", "8190")
    bind = ("--bind", f"{ports.HOST}:{port}", "--log-level", "warning")
    program = place.python("web", "-m", "gunicorn", *options, *limits, *bind, "backend.config.wsgi:application")
    return Service(program, lambda: answers(port, "/healthz"))


def worker_service(place: Workplace, broker: Broker | None) -> Service:
    # One worker, so gossip and mingle would only wait for others to speak.
    options = ("--concurrency", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle")
    # Only our own broker can be asked who listens; with another one a worker that lives has to do.
    is_ready = always if broker is None else broker.has_consumer
    program = place.python("worker", *CELERY, "worker", *options, HANDRAIL_CELERY_WORKER="1")
    return Service(program, is_ready)


def beat_service(place: Workplace) -> Service:
    schedule = place.state.root / "beat-schedule"
    options = ("--loglevel", "WARNING", "--schedule", str(schedule))
    return Service(place.python("beat", *CELERY, "beat", *options), always)


def deliver_service(place: Workplace) -> Service:
    return Service(place.manage("deliver", "deliver", "--loop", "--overdue-seconds", "10"), always)


def always() -> bool:
    return True


def answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(ports.HOST, port, timeout=2)
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        return connection.getresponse().status == 200
    return False
