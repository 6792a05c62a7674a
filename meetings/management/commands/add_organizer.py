"""Let somebody post meetings: an organizer's account, and the service body that they serve."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from backend.accounts import staffing
from backend.api.problems import InvalidRequest
from meetings.organizers import organizing

PASSWORD_VARIABLE = "ORGANIZER_PASSWORD"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    help = (
        "Make an organizer's account. The password is asked for, or read from ORGANIZER_PASSWORD; "
        "the second factor is set up at the first sign-in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login")
        parser.add_argument(
            "--service-body", required=True, metavar="ID_OR_NAME", help="an unknown name makes a body of ours"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get(PASSWORD_VARIABLE) or getpass.getpass("Password: ")
        try:
            with transaction.atomic():
                organizer = staffing.add_organizer(options["login"], password)
                body = organizing.let_serve(organizer, options["service_body"])
        except InvalidRequest as problem:
            raise CommandError(" ".join(error["detail"] for error in problem.extensions["errors"])) from problem
        self.stdout.write(f"{options['login']} serves {body.name} ({body.pk}).")
