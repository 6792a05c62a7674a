"""In the place of Django's own `test`. manage.py runs `test` itself and hands its arguments to pytest."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Run pytest on servers that are thrown away; everything after `test` goes to pytest."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("Start it as `python3 manage.py test`.")
