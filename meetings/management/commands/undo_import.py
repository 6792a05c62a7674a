"""Take an import back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.api.clock import database_now
from meetings.imports.sources.undoing import NotUndoableError, undo_import


class Command(BaseCommand):
    help = (
        "Let the meetings of an import say again what they said before it. Those that have changed since are named and "
        "left. The source is held until meeting_sources resume."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="its number, from meeting_sources runs NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            undone = undo_import(options["run"], now=database_now())
        except NotUndoableError as refused:
            raise CommandError(str(refused)) from refused
        for left in undone.left:
            self.stdout.write(f"meeting {left.meeting}, {left.slug}: left, {left.reason}")
        self.stdout.write(f"{undone.restored} meetings restored, {len(undone.left)} left. The source is held.")
