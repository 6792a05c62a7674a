"""`manage.py bench NAME …`: what our figures were measured with, on servers that are thrown away."""

from argparse import REMAINDER, ArgumentParser
from importlib import import_module
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

# They stand beside the tests, and a deployment may come without them.
BENCHES = {
    "aftercare": "tests.benchmarks.aftercare.run",
    "check-in": "tests.benchmarks.check_in",
    "craving": "tests.benchmarks.craving",
    "push": "tests.benchmarks.push",
    "recommender": "tests.benchmarks.recommender.run",
    "search": "tests.benchmarks.search.run",
    "ticks": "tests.benchmarks.ticks",
}


class Command(BaseCommand):
    help = f"Measure: {', '.join(BENCHES)}. Each lists its options with --help; the last line printed is a JSON object."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("arguments", nargs=REMAINDER)

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        if name not in BENCHES:
            raise CommandError(f"There is no bench {name!r}. There are: {', '.join(BENCHES)}.")
        for alias in connections:
            call_command("migrate", database=alias, verbosity=0)
        import_module(BENCHES[name]).main(options["arguments"])
