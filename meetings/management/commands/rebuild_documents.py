"""Render every stored document again."""

from typing import Any

from django.core.management.base import BaseCommand

from backend.api.clock import database_now
from meetings.stored import turning


class Command(BaseCommand):
    help = "Render the stored documents of all meetings again; only those that were wrong change for anybody."

    def handle(self, *args: Any, **options: Any) -> None:
        last, changed = turning.rebuild_documents(0, now=database_now())
        while last:
            last, more = turning.rebuild_documents(last, now=database_now())
            changed += more
        self.stdout.write(f"{changed} documents were different.")
