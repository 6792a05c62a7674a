"""`manage.py prove`: kill everything at random while reminders are due, and let the push inbox judge.

It brings servers of its own, on a state that is thrown away, because it kills them.
"""

import json
import secrets
import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.embedded.folders import State
from tests.faults.proving import proof

REMINDERS = 10_000
MINUTES = 4.0


class Command(BaseCommand):
    help = "Prove that no reminder is lost, and none repeated beyond what was in flight, whatever is killed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reminders", type=int, default=REMINDERS, help="(default %(default)s)")
        parser.add_argument("--seed", type=int, default=None, help="of an earlier run, to repeat its kills")
        parser.add_argument(
            "--minutes", type=float, default=MINUTES, help="in which they are due (default %(default)g)"
        )
        parser.add_argument("--logs", type=Path, default=None, metavar="DIR", help="keep the logs of all programs here")

    def handle(self, *args: Any, **options: Any) -> None:
        self._began_at = time.monotonic()
        seed = secrets.randbelow(2**31) if options["seed"] is None else options["seed"]
        state = State(settings.STATE_DIR)
        self._tell(f"Seed {seed}; logs in {state.logs}")
        try:
            found = proof.prove(
                options["reminders"],
                seed=seed,
                span_seconds=options["minutes"] * 60,
                state=state,
                project=settings.BASE_DIR,
                tell=self._tell,
            )
        finally:
            if options["logs"]:
                shutil.copytree(state.logs, options["logs"], dirs_exist_ok=True)
        self._tell(f"Shown twice on a lock screen: {found.shown_twice}.")
        counts = found.findings
        self._tell(
            f"Lost {counts.lost} of {counts.due}; {counts.repeated} repeated, at most {found.repeat_bound} may be."
        )
        self.stdout.write(json.dumps(found.as_json()))
        if not found.holds:
            raise CommandError(f"It does not hold: {found}")

    def _tell(self, text: str) -> None:
        self.stdout.write(f"{time.monotonic() - self._began_at:6.1f} s  {text}")
        self.stdout.flush()
