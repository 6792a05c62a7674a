"""What an operator does about notices. Each subcommand stands in notifications/operations as a use case."""

import re
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from backend.api.clock import database_now
from notifications.kinds import Kind
from notifications.operations import dead_letters, holds, overview, pages, rehearsal
from notifications.operations.dead_letters import Wanted

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SPAN = re.compile(r"([1-9][0-9]{0,3})([mhd])")
LONGEST_SPAN = timedelta(days=400)

HELP = """See and steer the delivery of notices. Without a subcommand: status.

  status         is everything well? open, due and overdue notices, workers, channel, holds, dead letters
  pause          hold a kind of notices, or all: they wait, and expire in their own time
  resume         let them go: what is due goes out at once
  dead-letters   notices that reached nobody through a fault of ours or of the channel
  resend         send those again that are still of use and may be sent
  dry-run        what would ring in the coming minutes, and what would be held back; sends nothing

docs/operations.md says what to do when. Exit codes: 0 done, 1 refused, 2 not understood."""


def span(text: str) -> timedelta:
    """Read 90m, 24h or 7d."""
    match = SPAN.fullmatch(text)
    if match is None:
        raise ArgumentTypeError(f"{text!r} is no span of time: write 90m, 24h or 7d.")
    length = timedelta(**{UNITS[match[2]]: int(match[1])})
    if length > LONGEST_SPAN:
        raise ArgumentTypeError(f"{text!r} is longer than the log is kept: 400d at most.")
    return length


def minutes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 24 * 60:
        raise ArgumentTypeError(f"{text!r} is no number of minutes from 1 to 1440.")
    return int(text)


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.set_defaults(do=self.status, json=False)
        commands = parser.add_subparsers(metavar="SUBCOMMAND")
        status = self._add(commands, "status", self.status, "Show the state of delivery.")
        _add_json(status)
        pause = self._add(commands, "pause", self.pause, PAUSE)
        _add_kinds(pause)
        pause.add_argument("--including-safety", action="store_true", help="hold alerts and answers to calls for help")
        _add_kinds(self._add(commands, "resume", self.resume, RESUME))
        found = self._add(commands, "dead-letters", self.show_dead_letters, DEAD_LETTERS)
        _add_filters(found)
        _add_json(found)
        resend = self._add(commands, "resend", self.resend, RESEND)
        _add_filters(resend)
        resend.add_argument("--dry-run", action="store_true", help="say what would be sent again, and send nothing")
        rehearse = self._add(commands, "dry-run", self.rehearse, REHEARSE)
        rehearse.add_argument("--minutes", type=minutes, default=60, metavar="N", help="how far to look (default 60)")
        _add_json(rehearse)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            options["do"](database_now(), options)
        except ProgrammingError:
            raise CommandError(
                "The database lacks our tables: `manage.py up` or `manage.py migrate` makes them."
            ) from None
        except OperationalError as error:
            raise CommandError(f"The database gave no answer: {str(error).strip()}") from None

    def status(self, now: datetime, options: dict[str, Any]) -> None:
        render = pages.status_as_json if options["json"] else pages.status
        self.stdout.write(render(overview.look(now=now)))

    def pause(self, now: datetime, options: dict[str, Any]) -> None:
        try:
            held = holds.pause(_kind(options), including_safety=options["including_safety"], now=now)
        except holds.SafetyWouldWait:
            raise CommandError(
                "Somebody in danger may be waiting for these notices. If they must wait, say --including-safety."
            ) from None
        self.stdout.write(f"Held: {', '.join(held) if held != [holds.EVERYTHING] else 'everything, safety included'}.")
        self.stdout.write("What is held waits and expires in its own time. `notifications resume` lets it go.")

    def resume(self, _now: datetime, options: dict[str, Any]) -> None:
        ended = holds.resume(_kind(options))
        self.stdout.write(f"{ended} hold{'s' if ended != 1 else ''} ended." if ended else "Nothing was held.")

    def show_dead_letters(self, now: datetime, options: dict[str, Any]) -> None:
        found = dead_letters.find(_wanted(now, options), now=now)
        render = pages.letters_as_json if options["json"] else pages.letters
        self.stdout.write(render(found))

    def resend(self, now: datetime, options: dict[str, Any]) -> None:
        found = dead_letters.find(_wanted(now, options), now=now)
        possible = sum(not each.obstacle for each in found)
        self.stdout.write(pages.letters(found))
        if options["dry_run"]:
            self.stdout.write(f"Would be sent again: {possible}. Nothing was sent.")
        else:
            self.stdout.write(f"Sent again: {dead_letters.resend(found, now=now)}.")

    def rehearse(self, now: datetime, options: dict[str, Any]) -> None:
        expected = rehearsal.rehearse(timedelta(minutes=options["minutes"]), now=now)
        render = pages.expected_as_json if options["json"] else pages.expected
        self.stdout.write(render(expected))

    def _add(
        self, commands: Any, name: str, do: Callable[[datetime, dict[str, Any]], None], text: str
    ) -> ArgumentParser:
        parser: ArgumentParser = commands.add_parser(name, help=text.split(".")[0], description=text)
        parser.set_defaults(do=do)
        return parser


PAUSE = (
    "Hold a kind of notices, or with --all every kind but those of safety. They wait and expire in their own time: "
    "hold nothing for longer than it is of use. /readyz says degraded and the dead man's ping stops while held "
    "notices are overdue."
)
RESUME = "End the hold of a kind, or with --all every hold. What is due goes out at once."
DEAD_LETTERS = (
    "List notices that reached nobody through a fault of ours or of the channel: refused by FCM, given up, or expired "
    "before they could be sent. Seen and withdrawn ones are left out. The last column says what stands against sending."
)
RESEND = (
    "Send dead letters again, to the addresses that their recipients have now. Left out, and listed with the reason: "
    "expired, without consent, sent again already and waiting, sent again ten times."
)
REHEARSE = (
    "Count what would ring in the coming minutes if nothing changes, by kind, and what would be held back, by reason. "
    "Sends nothing and writes nothing."
)


def _add_kinds(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("kind", nargs="?", choices=Kind.values, metavar="KIND", help=", ".join(Kind.values))
    which.add_argument("--all", action="store_true", help="every kind")


def _add_filters(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--since", type=span, default=timedelta(hours=24), metavar="SPAN", help="24h (default), 90m, 7d"
    )
    parser.add_argument("--kind", choices=Kind.values, default="", metavar="KIND", help=", ".join(Kind.values))
    parser.add_argument("--code", default="", help="the code of the last outcome, such as INVALID_ARGUMENT")


def _add_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a page")


def _kind(options: dict[str, Any]) -> str:
    return options["kind"] or holds.EVERYTHING


def _wanted(now: datetime, options: dict[str, Any]) -> Wanted:
    return Wanted(now - options["since"], options["kind"], options["code"])
