from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.accounts.models import Account
from backend.console.sign_in import second_factor


class Command(BaseCommand):
    help = "Remove every second factor and recovery code of an account whose owner has lost them all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(login=options["login"]).first()
        if account is None:
            raise CommandError("Nobody has this login.")
        second_factor.reset(account, now=timezone.now())
        self.stdout.write("Done. They are signed out everywhere; after the password they choose a new second factor.")
        self.stdout.write("Until then whoever knows the password can choose it: tell them to do it now.")
