import signal
import time
from argparse import ArgumentParser
from datetime import timedelta
from threading import Event
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.module_loading import import_string

from backend.api.clock import only_overdue_by
from backend.config.celery import BEATS, Beat
from notifications.delivery import sending_as

log = structlog.get_logger("backend.config")

PAUSE_SECONDS = 1.0
SCANS = tuple(beat for beat in BEATS if not beat.needs_celery)


class Command(BaseCommand):
    help = "Run every app's scans without Celery: what is due, or with --overdue-seconds only what was left lying."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--overdue-seconds", type=float, default=0.0, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        next_run = dict.fromkeys(SCANS, 0.0)
        with only_overdue_by(timedelta(seconds=options["overdue_seconds"])), sending_as("loop"):
            while not stopped.is_set():
                run_due(next_run)
                if not options["loop"]:
                    break
                stopped.wait(PAUSE_SECONDS)


def run_due(next_run: dict[Beat, float]) -> None:
    """Run each scan whose turn has come, and note when it comes again."""
    for beat, due in next_run.items():
        if time.monotonic() >= due:
            run(beat)
            next_run[beat] = time.monotonic() + beat.every_seconds


def run(beat: Beat) -> None:
    close_old_connections()
    try:
        import_string(beat.task)()
    except Exception:
        # Broad, because this loop is what is left when the rest is dead: whatever is wrong with one scan ends none of
        # the others, alert clocks least of all. It tries again at the next turn.
        log.exception("scan failed", scan=beat.task)
