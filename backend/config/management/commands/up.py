"""`manage.py help up`. manage.py runs `up` itself, before Django: settings need the addresses it brings."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.embedded import up


class Command(BaseCommand):
    help = up.HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        up.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("Start it as `python3 manage.py up`.")
