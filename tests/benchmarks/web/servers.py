"""Every contender behind the same program: gunicorn, one worker, eight threads."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.embedded.ports import HOST
from backend.embedded.services import answers
from tests.ports import free_port

PROJECT = Path(__file__).parents[3]
OPTIONS = ("--worker-class", "gthread", "--workers", "1", "--threads", "8", "--keep-alive", "75", "--no-control-socket")
START_SECONDS = 60


@contextmanager
def web(application: str, folder: Path, *, ready: str, **variables: str) -> Iterator[tuple[int, int]]:
    """Serve a WSGI application; yield its port, and the process id of gunicorn."""
    port = free_port()
    where = ("--bind", f"{HOST}:{port}", "--log-level", "warning")
    log = folder / f"web-{port}.log"
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *OPTIONS, *where, application],
            cwd=PROJECT,
            env=os.environ | variables,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        _wait(process, port, ready, log)
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", port: int, ready: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(port, ready):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The server did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)
