"""Scans of listings: bells, not brains."""

from celery import shared_task

from backend.api.clock import database_now
from meetings.imports.sources import due, runs
from meetings.stored import turning
from meetings.sync import pruning

# A server that drips its headers holds a worker; past this the source counts as failed.
LONGEST_IMPORTS_SECONDS = 30 * 60


@shared_task
def turn_listings() -> None:
    turning.turn_listings(now=database_now())


@shared_task
def renew_dated() -> None:
    turning.renew_dated(now=database_now())


@shared_task
def renew_documents() -> None:
    turning.renew_documents(now=database_now())


@shared_task
def prune_departures() -> None:
    pruning.prune_departures(now=database_now())


@shared_task(soft_time_limit=LONGEST_IMPORTS_SECONDS)
def import_due_feeds() -> None:
    due.import_due_feeds()


@shared_task
def prune_import_reports() -> None:
    runs.prune(now=database_now())
