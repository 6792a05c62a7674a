"""Saving the changes of an import in bulk, so that one row that the database refuses stops no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import DataError, IntegrityError, transaction

from meetings import saving
from meetings.documents import Listing
from meetings.history.recording import change_of
from meetings.imports.report import Report, Row
from meetings.imports.upstream_ids import remember
from meetings.models import MeetingChange, Source, SourceRow

BATCH = 500


@dataclass(frozen=True)
class Change:
    """A listing to save, what it said before, and the row that says so; None where no row does.

    A change without a name follows from another one, such as a renamed format, and is not counted.
    """

    listing: Listing
    before: dict[str, Any] | None
    name: Literal["created", "changed", "withdrawn", None] = None
    source_row: SourceRow | None = None
    feed_row: Row | None = None


def write(changes: Sequence[Change], *, source: Source, report: Report, now: datetime) -> None:
    """Save changes whose documents are rendered, batch by batch."""
    for start in range(0, len(changes), BATCH):
        _write_batch(changes[start : start + BATCH], source, report, now)


def _write_batch(changes: Sequence[Change], source: Source, report: Report, now: datetime) -> None:
    """Save in a savepoint; of a batch that fails save the halves, down to the one row that is at fault."""
    try:
        with transaction.atomic():
            _save(changes, source, now)
    except (DataError, IntegrityError):
        row = changes[0].feed_row
        if len(changes) == 1 and row is None:
            raise
        if len(changes) == 1 and row is not None:
            report.skip(row, "the database does not take it")
            return
        middle = len(changes) // 2
        _write_batch(changes[:middle], source, report, now)
        _write_batch(changes[middle:], source, report, now)
    else:
        report.count(change.name for change in changes)


def _save(changes: Sequence[Change], source: Source, now: datetime) -> None:
    listings = [change.listing for change in changes]
    saving.save(listings, now=now)
    remember([change.source_row for change in changes if change.source_row])
    MeetingChange.objects.bulk_create(
        change_of(change.listing, change.before, at=now, source=source) for change in changes
    )
