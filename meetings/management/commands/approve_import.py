"""Let a held import through, after a look at its report."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.api.clock import database_now
from backend.api.problems import Problem
from meetings.imports.sources import approval
from meetings.imports.sources.registry import SourceRefusedError


class Command(BaseCommand):
    help = "Read the source of a held import again, and let as many meetings go as that import would have."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="its number, from meeting_sources runs NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = approval.approve(options["run"], now=database_now())
        except SourceRefusedError as refused:
            raise CommandError(str(refused)) from refused
        except Problem as problem:
            raise CommandError(f"{problem.title} {problem.detail} Nothing was changed.") from problem
        self.stdout.write(
            f"{report.created} created, {report.changed} changed, "
            f"{report.unchanged} unchanged, {report.withdrawn} withdrawn."
        )
