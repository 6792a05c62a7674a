"""Imports by schedule: whose turn has come is claimed, fetched without a transaction, and taken over."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction

from backend.api.clock import database_now
from meetings.imports.reading.download import Downloads
from meetings.imports.reading.opening import Opened, open_source
from meetings.imports.report import ImportHeld, SourceUnreadable
from meetings.imports.sources import runs
from meetings.imports.taking_over import import_feed
from meetings.models import Source

logger = logging.getLogger(__name__)

# No new import is begun later in a turn: the broker repeats what takes longer than a minute.
TURN_SECONDS = 30
# Of all advisory locks of this database; any number that nobody else takes.
_ONE_AT_A_TIME = 4_118_201


def import_due_feeds() -> int:
    """Import every source whose turn has come; return how many took theirs.

    One worker at a time does this: servers that answer slowly would else keep all of them from reminders.
    """
    begun_at, count = time.monotonic(), 0
    with _alone() as is_alone:
        while is_alone and time.monotonic() - begun_at < TURN_SECONDS:
            source = _claim()
            if source is None:
                break
            import_from(source)
            count += 1
    return count


def import_from(source: Source) -> None:
    """Fetch a source and take it over; whatever becomes of it stands in its runs."""
    downloads = Downloads()
    opened = _fetched(source, downloads)
    if opened is None:
        return
    try:
        import_feed(opened.feed, source_name=source.identity, validators=downloads.validators, now=database_now())
    except ImportHeld:
        logger.warning("Import of source %s is held: it would withdraw too many meetings.", source.pk)
    except Exception:
        # One source must not stop the others; the run says that it failed, the log where.
        logger.exception("Import of source %s failed.", source.pk)


@transaction.atomic
def _claim() -> Source | None:
    """Take the source that waits longest. Its next turn is set at once: a worker that dies costs one turn."""
    now = database_now()
    due = Source.objects.filter(held_at=None, next_run_at__lte=now, every_minutes__isnull=False)
    source = due.select_for_update(skip_locked=True).order_by("next_run_at").first()
    if source is not None and source.every_minutes is not None:
        source.next_run_at = now + timedelta(minutes=source.every_minutes)
        source.save(update_fields=["next_run_at"])
    return source


def _fetched(source: Source, downloads: Downloads) -> Opened | None:
    """Return None when there is nothing to take over; the run is recorded then."""
    now = database_now()
    try:
        if downloads.is_unchanged(source.validators):
            runs.record_unchanged(source, now=now)
            return None
        return open_source(source.address, format=source.format, downloads=downloads)
    except SourceUnreadable as problem:
        runs.record_failure(source, problem, now=now)
    except Exception as error:
        # As above: a feed that a reader cannot bear.
        logger.exception("Source %s cannot be read.", source.pk)
        runs.record_failure(source, SourceUnreadable(type(error).__name__), now=now)
    return None


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME])
        (is_alone,) = cursor.fetchone()
    try:
        yield bool(is_alone)
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])
