"""Ask two root servers what websites and apps asked one of them, and say what differs and why."""

import gzip
import json
import math
import sys
import zlib
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from meetings.moving_over.access_log import Recorded, lines_of, read_log
from meetings.moving_over.asking import NotAnAddressError, server_at
from meetings.moving_over.replaying import Pair, ServerUnreachableError, greet, replay
from meetings.moving_over.telling import Tally, as_json, in_words, printable, summary

EXIT_UNEXPLAINED = 1
EXIT_NOT_COMPARED = 2
DEFAULT_LIMIT = 500


class NothingToCompareError(Exception):
    """The message says why."""


class Command(BaseCommand):
    help = (
        "Replay recorded BMLT queries on two servers. Ends with 0 when every difference has a known reason, "
        "1 when one has none, 2 when a server cannot be reached or the log holds no query."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", metavar="OLD_URL", help="root server in use: what stands before /client_interface")
        parser.add_argument("new", metavar="NEW_URL", help="the server to move to")
        parser.add_argument(
            "--log",
            nargs="+",
            action="extend",
            required=True,
            metavar="ACCESS_LOG",
            help="access logs, plain or .gz: Apache, nginx, JSON lines, or one address or query string a line",
        )
        parser.add_argument("--limit", type=_count, default=DEFAULT_LIMIT, help="ask only the N most asked queries")
        parser.add_argument("--timeout", type=_timeout, default=30.0, help="seconds to wait for an answer")
        parser.add_argument("--pause", type=_seconds, default=0.2, help="seconds between two queries")
        parser.add_argument("--json", action="store_true", help="end with everything as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            servers = _servers(options)
            recorded = _recorded(options["log"])
            tally, differences = self._compare(servers, recorded[: options["limit"]], options["pause"])
        except (NothingToCompareError, ServerUnreachableError) as error:
            self._give_up(str(error), as_json=options["json"])
        left_out = max(len(recorded) - options["limit"], 0)
        self._say(*summary(tally, left_out=left_out))
        if options["json"]:
            self._say(json.dumps(_counts(tally, recorded, left_out) | {"differences": differences}))
        if not tally.is_explained:
            sys.exit(EXIT_UNEXPLAINED)

    def _compare(self, servers: Pair, recorded: list[Recorded], pause: float) -> tuple[Tally, list[dict[str, Any]]]:
        tally, differences = Tally(), list[dict[str, Any]]()
        old, new = greet(servers)
        self.stderr.write(f"BMLT {printable(old)} and {printable(new)}; {len(recorded)} queries to ask.")
        for number, compared in enumerate(replay(recorded, servers, pause_seconds=pause), start=1):
            tally.count(compared)
            differences += as_json(compared)
            self._say(*in_words(compared))
            self.stderr.write(f"{number}/{len(recorded)} {compared.recorded.query}")
        return tally, differences

    def _give_up(self, why: str, *, as_json: bool) -> NoReturn:
        self.stderr.write(printable(why))
        if as_json:
            self._say(json.dumps({"error": why}))
        sys.exit(EXIT_NOT_COMPARED)

    def _say(self, *lines: str) -> None:
        # Names of meetings come in every script, terminals and pipes do not.
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        for line in lines:
            self.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding))


def _servers(options: dict[str, Any]) -> Pair:
    try:
        old, new = (server_at(options[name], timeout_seconds=options["timeout"]) for name in ("old", "new"))
    except NotAnAddressError as error:
        raise NothingToCompareError(f"OLD_URL or NEW_URL is {error}.") from error
    return Pair(old, new)


def _recorded(paths: list[str]) -> list[Recorded]:
    try:
        recorded = read_log(line for path in paths for line in _lines(Path(path)))
    except (OSError, EOFError, zlib.error) as error:
        raise NothingToCompareError(f"The log cannot be read: {error}.") from error
    if not recorded:
        raise NothingToCompareError("The log holds no GET of client_interface.")
    return recorded


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        yield from lines_of(stream)


def _counts(tally: Tally, recorded: list[Recorded], left_out: int) -> dict[str, Any]:
    return {
        "queries": len(recorded),
        "requests": sum(each.asked for each in recorded),
        "left_out": left_out,
        "compared": tally.compared,
        "same": tally.same,
        "explained": tally.explained,
        "unexplained": tally.unexplained,
        "unanswered": tally.unanswered,
        "reasons": {code or "unexplained": count for code, count in tally.reasons.most_common()},
    }


def _count(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise ArgumentTypeError("a whole number from 1")
    return int(text)


def _timeout(text: str) -> float:
    if (seconds := _seconds(text)) == 0:
        raise ArgumentTypeError("more than 0 seconds")
    return seconds


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 3600:
        raise ArgumentTypeError("seconds, from 0 to 3600")
    return seconds
