"""Which help lines an operator should look at."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.api.clock import database_now
from backend.api.quick_connection import UNANSWERED
from backend.crisis.verifying.reading import ask
from backend.crisis.verifying.standings import LineStanding, standings

HELP = (
    "List the help lines with country, id, number, status and last verification; those first that should be looked "
    "at. Lines are verified in the console, under Help lines. Exit code 0: listed, however many are due; 2: the "
    "database gives no answer."
)


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--due", action="store_true", help="only those not verified within 180 days, or found dead")
        parser.add_argument("--json", action="store_true", help="one JSON document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = standings(ask(), today=database_now().date())
        except UNANSWERED:
            raise CommandError("The database gives no answer.", returncode=2) from None
        shown = [each for each in found if each.is_due or not options["due"]]
        write = self._as_json if options["json"] else self._as_text
        write(shown, found)

    def _as_json(self, shown: list[LineStanding], found: list[LineStanding]) -> None:
        self.stdout.write(json.dumps({"lines": [_row(each) for each in shown], **_counts(found)}, ensure_ascii=False))

    def _as_text(self, shown: list[LineStanding], found: list[LineStanding]) -> None:
        for each in shown:
            self.stdout.write(_line(each))
        counts = _counts(found)
        self.stdout.write(f"{counts['due']} of {counts['all']} lines are due, {counts['dead']} of them found dead.")


def _counts(found: list[LineStanding]) -> dict[str, int]:
    return {
        "all": len(found),
        "due": sum(each.is_due for each in found),
        "dead": sum(each.dead_since is not None for each in found),
    }


def _row(standing: LineStanding) -> dict[str, Any]:
    line, verified, dead = standing.line, standing.last_verified_on, standing.dead_since
    return {
        "country": standing.country,
        **{name: line[name] for name in ("id", "name", "number", "status")},
        "last_verified_on": verified.isoformat() if verified else None,
        "dead_since": dead.isoformat() if dead else None,
        "is_due": standing.is_due,
    }


def _line(standing: LineStanding) -> str:
    line = standing.line
    verified = f"verified {standing.last_verified_on}" if standing.last_verified_on else "never verified"
    dead = f", found dead {standing.dead_since}" if standing.dead_since else ""
    return f"{standing.country}  {line['id']:<46}  {line['number']:<15}  {line['status']:<11}  {verified}{dead}"
