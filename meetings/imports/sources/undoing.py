"""Undoing an import: its meetings go back to what they said before, except those that say something else since.

Formats and service bodies keep what the feed said, and so do contacts: no history holds them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.history.recording import change_of
from meetings.history.refilling import refill
from meetings.imports.steps import duplicates
from meetings.models import ImportRun, Meeting, MeetingChange, MeetingOverlay, Source, SourceRow
from meetings.stored import documents, saving
from meetings.stored.documents import Listing

# Of a state, when it was written and no part of what it says.
_TIMES = {"updated_at": "", "withdrawn_at": ""}


class NotUndoableError(Exception):
    """The run changed nothing, or is undone already; the message says which."""


@dataclass(frozen=True)
class Left:
    meeting: int
    slug: str
    reason: str


@dataclass
class Undone:
    restored: int = 0
    left: list[Left] = field(default_factory=list)


@transaction.atomic
def undo_import(run_id: int, *, now: datetime) -> Undone:
    """Restore what a run has changed, and hold its source so that the schedule does not do it again.

    Raises NotUndoableError.
    """
    run = _locked(run_id)
    changes = list(MeetingChange.objects.filter(run=run).order_by("pk"))
    undone = Undone()
    to_restore = _unchanged_since(changes, undone)
    restored = [_gone_back(listing, first, now) for listing, first in to_restore]
    _save(restored, run, now)
    undone.restored = len(restored)
    _bring_back_overlays(run, [listing.meeting.pk for listing, _ in restored], now)
    _forget(run.source, {change.meeting_id for change in changes}, f"import {run.pk} was undone", now)
    duplicates.flag([listing.meeting.pk for listing, _ in restored], now=now)
    run.outcome = ImportRun.Outcome.UNDONE
    run.report["undone"] = {"restored": undone.restored, "left": [vars(each) for each in undone.left]}
    run.save(update_fields=["outcome", "report"])
    return undone


def _locked(run_id: int) -> ImportRun:
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        raise NotUndoableError("There is no import with this number.")
    # As an import does: none may run meanwhile.
    Source.objects.select_for_update().get(pk=run.source_id)
    run.refresh_from_db()
    if run.outcome != ImportRun.Outcome.DONE:
        raise NotUndoableError(f"This import is {run.outcome}; only one that is done can be undone.")
    return run


def _unchanged_since(changes: Sequence[MeetingChange], undone: Undone) -> list[tuple[Listing, MeetingChange]]:
    """Return the meetings of the run with their first change in it; what is left alone goes into the report."""
    first = {change.meeting_id: change for change in reversed(changes)}
    last = {change.meeting_id: change for change in changes}
    locked = Meeting.objects.select_for_update(of=("self",)).filter(pk__in=last).order_by("pk")
    locked_ids = list(locked.values_list("pk", flat=True))
    later = _latest_changes(locked_ids)
    found = []
    for listing in documents.listings_of(Meeting.objects.filter(pk__in=locked_ids)):
        meeting = listing.meeting
        if later[meeting.pk] > last[meeting.pk].pk and not _says(listing, last[meeting.pk].after):
            undone.left.append(Left(meeting.pk, meeting.slug, "changed since"))
        elif meeting.service_body and meeting.service_body.is_ours:
            undone.left.append(Left(meeting.pk, meeting.slug, "its service body is ours by now"))
        else:
            found.append((listing, first[meeting.pk]))
    return found


def _says(listing: Listing, state: dict[str, Any]) -> bool:
    """What came later may have been undone, or changed back."""
    now = json.loads(json.dumps(documents.state_of(listing)))
    return {**now, **_TIMES} == {**state, **_TIMES}


def _latest_changes(meeting_ids: Iterable[int]) -> dict[int, int]:
    rows = MeetingChange.objects.filter(meeting__in=list(meeting_ids)).order_by("pk")
    return dict(rows.values_list("meeting_id", "pk"))


def _gone_back(listing: Listing, first: MeetingChange, now: datetime) -> tuple[Listing, dict[str, object]]:
    """Return the listing as it was, and what it said until now. What was new is withdrawn."""
    was = documents.state_of(listing)
    if first.before is None:
        documents.publish(listing.meeting, is_published=False, now=now)
        return listing, was
    return refill(listing.meeting, first.before, now=now), was


def _save(restored: Sequence[tuple[Listing, dict[str, object]]], run: ImportRun, now: datetime) -> None:
    listings = [listing for listing, _ in restored]
    saving.prepare(listings, now=now)
    for start in range(0, len(listings), saving.BATCH):
        saving.save(listings[start : start + saving.BATCH], now=now)
    MeetingChange.objects.bulk_create(
        change_of(listing, was, at=now, kind=MeetingChange.Kind.RESTORED, source=run.source)
        for listing, was in restored
    )


def _bring_back_overlays(run: ImportRun, restored: Iterable[int], now: datetime) -> None:
    """Corrections that the import had ended, because the feed had come to agree."""
    ids = set(restored)
    ended = [each for each in run.report.get("ended_overlays", []) if each["meeting"] in ids]
    MeetingOverlay.objects.bulk_create(
        (
            MeetingOverlay(
                meeting_id=each["meeting"],
                field=each["field"],
                ours=each["ours"],
                upstream=each["upstream"],
                actor_id=each["actor"] or None,
                at=now,
            )
            for each in ended
        ),
        ignore_conflicts=True,
    )


def _forget(source: Source, meeting_ids: set[int], reason: str, now: datetime) -> None:
    """Compare every row anew at the next import, which an operator has to start."""
    rows = SourceRow.objects.filter(source=source, kind=SourceRow.Kind.MEETING, our_id__in=meeting_ids)
    rows.update(content_hash=b"")
    Source.objects.filter(pk=source.pk).update(held_at=now, hold_reason=reason, validators={})
