from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.accounts import staffing
from backend.recurrence import RecurrenceError, parse_zone


class Command(BaseCommand):
    help = "Make a site and print a one-time link for its first staff account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", required=True, help="name of the clinic or programme")
        parser.add_argument("--tzid", required=True, help="its IANA zone, such as America/New_York")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            parse_zone(options["tzid"])
        except RecurrenceError as error:
            raise CommandError(error.detail) from error
        code = staffing.open_setup(options["site"], options["tzid"], now=timezone.now())
        hours = staffing.SETUP_LIFETIME.total_seconds() / 3600
        self.stdout.write(f"{settings.PUBLIC_URL}/console/first-admin/{code}")
        self.stdout.write(f"Open it within {hours:.0f} hours: it asks for a login, a password and a second factor.")
