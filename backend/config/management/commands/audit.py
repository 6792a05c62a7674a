"""Whether the audit is as it was written, and what an operator keeps elsewhere to be sure."""

import uuid
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.accounts.audit import heads, verifying
from backend.accounts.audit.verifying import Fault
from backend.api.clock import database_now

HELP = (
    "Compute the chain over each person's audit anew: who looked, what was disclosed, consents, revocations, notices, "
    "break-glass. Exit code 1 when something does not fit; each line then names a person and the first place."
)


def person_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no id of a person.") from None


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--person", type=person_id, metavar="ID", help="this person's chain alone")
        what.add_argument(
            "--heads", action="store_true", help="print the end of each chain, to be kept outside this system"
        )
        what.add_argument(
            "--against",
            type=Path,
            metavar="FILE",
            help="check also that each chain still leads through these ends",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["heads"]:
            self._print_heads()
        elif options["person"]:
            fault = verifying.verify(options["person"], now=database_now())
            self._judge([fault] if fault else [])
        else:
            gone = self._gone(options["against"]) if options["against"] else []
            self._judge(verifying.verify_all(now=database_now()), gone)

    def _print_heads(self) -> None:
        found = list(heads.heads())
        for head in found:
            self.stdout.write(str(head))
        self.stdout.write(f"{len(found)} chains, all together {heads.digest_over(found)}")

    def _gone(self, file: Path) -> list[heads.Head]:
        try:
            return list(heads.gone_from(heads.read(file.read_text().splitlines())))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from None
        except ValueError:
            raise CommandError("This file holds nothing that `audit --heads` has printed.", returncode=2) from None

    def _judge(self, faults: Iterable[Fault], gone: Iterable[heads.Head] = ()) -> None:
        lines = [_line(fault) for fault in faults]
        lines += [f"{head.person_id} {head.number}: the chain does not lead through this end any more" for head in gone]
        for line in lines:
            self.stdout.write(line)
        if lines:
            raise CommandError("The audit is not as it was written.")
        self.stdout.write("Everything fits.")


def _line(fault: Fault) -> str:
    place = "-" if fault.number is None else fault.number
    return f"{fault.person_id} {place} {fault.record_type} {fault.record_id}: {fault.what}"
