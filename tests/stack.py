"""The service as it runs: processes on the test's own database."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.ports import free_port
from tests.push import InboxClient

ROOT = Path(__file__).parents[1]
GTHREAD = ("--worker-class", "gthread", "--threads", "4", "--no-control-socket")
QUIET = ("--without-gossip", "--without-mingle")
CELERY = ("-m", "celery", "-A", "backend.config.celery")
PROGRAMS = {
    "web": ("-m", "gunicorn", "backend.config.wsgi:application", *GTHREAD, "--log-level", "warning", "--bind"),
    "worker": (*CELERY, "worker", "--concurrency", "1", "--loglevel", "WARNING", *QUIET),
    "beat": (*CELERY, "beat", "--loglevel", "WARNING", "--schedule"),
    "deliver": ("manage.py", "deliver", "--loop", "--overdue-seconds"),
}


@dataclass
class Answer:
    status: int
    body: Any


@dataclass
class Stack:
    """Running processes by name."""

    url: str
    folder: Path
    environment: dict[str, str]
    # What stands before each program's arguments: a clock that a story drives (tests/driven).
    prefix: tuple[str, ...] = ()
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        extra = {"HANDRAIL_CELERY_WORKER": "1"} if name == "worker" else {}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *self.prefix, *PROGRAMS[name], *arguments],
                cwd=ROOT,
                env=self.environment | extra,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """SIGKILL, children included."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def call(self, method: str, path: str, body: Any = None, *, token: str = "", **headers: str) -> Answer:
        """Send JSON to the running web server."""
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Content-Type", "application/json")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, timeout=20) as answer:
                return Answer(answer.status, json.loads(answer.read() or b"null"))
        except urllib.error.HTTPError as error:
            return Answer(error.code, json.loads(error.read() or b"null"))


@contextmanager
def start_stack(
    inbox: InboxClient, folder: Path, *, broker: str | None = None, prefix: tuple[str, ...] = ()
) -> Iterator[Stack]:
    """Run everything; with a `broker` that nobody answers at, run what is left without one."""
    stack = Stack(f"http://127.0.0.1:{free_port()}", folder, environment_for(inbox), prefix)
    try:
        if broker is None:
            stack.start("worker")
            stack.start("beat", str(folder / "beat"))
        else:
            stack.environment["BROKER_URL"] = broker
            stack.start("deliver", "0")
        _start_web(stack)
        yield stack
    finally:
        stack.stop()


@contextmanager
def start_web(environment: dict[str, str], folder: Path, *options: str) -> Iterator[Stack]:
    """Run the web server alone."""
    stack = Stack(f"http://127.0.0.1:{free_port()}", folder, environment)
    try:
        _start_web(stack, *options)
        yield stack
    finally:
        stack.stop()


def _start_web(stack: Stack, *options: str) -> None:
    stack.start("web", stack.url.removeprefix("http://"), *options)
    assert wait_until(lambda: _answers(stack.url + "/healthz"), seconds=30), "the web server did not start"


def wait_until(condition: Callable[[], object], *, seconds: float) -> bool:
    """Return whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())


def environment_for(inbox: InboxClient) -> dict[str, str]:
    """Return what a process needs that works on the database of this test and sends to this inbox."""
    return os.environ | {
        "DATABASE_URL": _on_test_database("DATABASE_URL", "default"),
        "KEYS_DATABASE_URL": _on_test_database("KEYS_DATABASE_URL", "keys"),
        "DJANGO_SETTINGS_MODULE": "backend.config.settings",
        "PUSH_INBOX_CREDENTIALS": inbox.credentials,
        "FCM_BASE_URL": inbox.url,
        "HANDRAIL_NO_BOOTSTRAP": "1",
        "PYTHONWARNINGS": "ignore",
    }


def _on_test_database(variable: str, alias: str) -> str:
    server, _, query = os.environ[variable].partition("?")
    return f"{server.rsplit('/', 1)[0]}/{settings.DATABASES[alias]['NAME']}?{query}"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
