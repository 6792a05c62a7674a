"""Say who rules a service body."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.api.problems import NotFound
from meetings.organizers import bodies


class Command(BaseCommand):
    help = (
        "Make a service body ours (organizers rule, imports change nothing in it) or upstream (its meetings follow "
        "their feed, organizers' corrections are laid over it)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int)
        parser.add_argument("whose", choices=["ours", "upstream"])

    def handle(self, *args: Any, **options: Any) -> None:
        make = bodies.make_ours if options["whose"] == "ours" else bodies.make_upstream
        try:
            body = make(options["id"])
        except NotFound as missing:
            raise CommandError("There is no service body with this id.") from missing
        self.stdout.write(f"{body.name} is {options['whose']}.")
