"""Saving the changes of an import in bulk, so that one row that the database refuses stops no other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import DataError, IntegrityError, transaction

from meetings.history.recording import change_of
from meetings.imports.report import Conflict, EndedOverlay, Report, Row
from meetings.imports.steps.upstream_ids import remember
from meetings.models import ImportRun, MeetingChange, MeetingContact, MeetingOverlay, Source, SourceRow
from meetings.organizers.overlays import LaidOver
from meetings.stored import documents, saving
from meetings.stored.documents import Listing

BATCH = 500


@dataclass(frozen=True)
class Change:
    """A listing to save, what it said before, and the row that says so; None where no row does.

    A change without a name follows from another one, such as a renamed format, and is not counted. `contacts` is None
    where they stay as they are.
    """

    listing: Listing
    before: dict[str, Any] | None
    name: Literal["created", "changed", "withdrawn", None] = None
    source_row: SourceRow | None = None
    feed_row: Row | None = None
    contacts: Mapping[str, str] | None = None
    identity: str = ""

    @property
    def says_nothing_new(self) -> bool:
        """The row is written otherwise and means the same."""
        if self.before is None:
            return False
        after = documents.state_of(self.listing)
        return {**self.before, "updated_at": ""} == {**after, "updated_at": ""}

    @property
    def shown_identity(self) -> str:
        return self.source_row.upstream_id if self.source_row else self.identity


@dataclass(frozen=True)
class Quiet:
    """What is kept of a row that changes nothing anybody can see."""

    source_row: SourceRow
    meeting_id: int
    contacts: Mapping[str, str] | None


def contacts_of(meeting_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    return dict(MeetingContact.objects.filter(meeting__in=list(meeting_ids)).values_list("meeting_id", "fields"))


def write(
    changes: Sequence[Change], *, source: Source, run: ImportRun | None = None, report: Report, now: datetime
) -> None:
    """Save changes whose documents are rendered, batch by batch."""
    for start in range(0, len(changes), BATCH):
        _write_batch(changes[start : start + BATCH], source, run, report, now)


def write_quietly(rows: Sequence[Quiet]) -> None:
    remember([each.source_row for each in rows])
    _save_contacts({each.meeting_id: each.contacts for each in rows if each.contacts is not None})


def save_overlays(laid: LaidOver, report: Report) -> None:
    """Keep what became of a meeting's overlays, and tell it."""
    MeetingOverlay.objects.filter(pk__in=[each.pk for each in laid.ended]).delete()
    MeetingOverlay.objects.bulk_update([*laid.kept, *laid.in_conflict], ["theirs", "is_in_conflict"])
    report.overlays.kept += len(laid.kept)
    report.overlays.ended += len(laid.ended)
    report.overlays.in_conflict += len(laid.in_conflict)
    report.conflicts += [Conflict(each.meeting_id, each.field) for each in laid.in_conflict]
    report.ended_overlays += [
        EndedOverlay(each.meeting_id, each.field, each.ours, each.upstream, str(each.actor_id or ""))
        for each in laid.ended
    ]


def _write_batch(
    changes: Sequence[Change], source: Source, run: ImportRun | None, report: Report, now: datetime
) -> None:
    """Save in a savepoint; of a batch that fails save the halves, down to the one row that is at fault."""
    try:
        with transaction.atomic():
            _save(changes, source, run, now)
    except (DataError, IntegrityError):
        row = changes[0].feed_row
        if len(changes) == 1 and row is None:
            raise
        if len(changes) == 1 and row is not None:
            report.skip(row, "the database does not take it")
            return
        middle = len(changes) // 2
        _write_batch(changes[:middle], source, run, report, now)
        _write_batch(changes[middle:], source, run, report, now)
    else:
        report.count(change.name for change in changes)


def _save(changes: Sequence[Change], source: Source, run: ImportRun | None, now: datetime) -> None:
    saving.save([change.listing for change in changes], now=now)
    remember([change.source_row for change in changes if change.source_row])
    _save_contacts({x.listing.meeting.pk: x.contacts for x in changes if x.contacts is not None})
    MeetingChange.objects.bulk_create(
        change_of(change.listing, change.before, at=now, source=source, run=run) for change in changes
    )


def _save_contacts(contacts: Mapping[int, Mapping[str, str]]) -> None:
    gone = [meeting_id for meeting_id, fields in contacts.items() if not fields]
    if gone:
        MeetingContact.objects.filter(meeting__in=gone).delete()
    MeetingContact.objects.bulk_create(
        [MeetingContact(meeting_id=pk, fields=dict(fields)) for pk, fields in contacts.items() if fields],
        update_conflicts=True,
        unique_fields=["meeting"],
        update_fields=["fields"],
        batch_size=BATCH,
    )
