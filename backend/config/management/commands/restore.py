from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.api.clock import true_database_now
from backend.rights import restoring


class Command(BaseCommand):
    help = (
        "Run after a backup was put back, before anything is started: erases again whoever was erased since, takes "
        "back again the consents that were taken back, and lets followers of the meetings start over."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = restoring.restore(now=true_database_now())
        self.stdout.write(f"Erased again: {done.erasures}. Consents taken back again: {done.revocations}.")
        self.stdout.write(f"Noted again: {done.noted_again}. Data keys destroyed: {done.keys_destroyed}.")
        if done.failed:
            raise CommandError(
                f"{done.failed} entries of the journal could not be carried out; the log says what is wrong. "
                "Nothing is served or sent until this command has run through."
            )
        self.stdout.write("This database may serve and send again.")
