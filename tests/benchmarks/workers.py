"""Celery workers and beat as `up` runs them, on the servers of the bench."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import signature

from notifications import bells
from tests.benchmarks.emulator import Emulator, python

CELERY = ("-m", "celery", "-A", "backend.config.celery")


@contextmanager
def celery_worker(emulator: Emulator, children: int, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """One worker with so many forked children, as in production."""
    options = ("--concurrency", str(children), "--loglevel", "WARNING", "--without-gossip", "--without-mingle")
    variables = {"HANDRAIL_CELERY_WORKER": "1"} | sending_to(emulator)
    with _running(python(*CELERY, "worker", *options, log=folder / "worker.log", **variables)) as process:
        yield process


@contextmanager
def beat(folder: Path) -> Iterator[None]:
    options = ("--loglevel", "WARNING", "--schedule", str(folder / "beat-schedule"))
    with _running(python(*CELERY, "beat", *options, log=folder / "beat.log")):
        yield


def sending_to(emulator: Emulator) -> dict[str, str]:
    return {"FCM_BASE_URL": emulator.url, "PUSH_INBOX_CREDENTIALS": str(emulator.credentials)}


def ring(times: int, task: str = bells.DELIVERY) -> None:
    """Ring Celery as the ledger does, once for each worker."""
    for _ in range(times):
        signature(task, expires=bells.EXPIRES_SECONDS, ignore_result=True).delay()


@contextmanager
def _running(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
