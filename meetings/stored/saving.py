"""Saving listings with all that is derived from them: search columns, documents, occurrences, departures, numbers.

Nothing else writes them, so that no projection says what another does not.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from meetings.models import (
    CustomField,
    Meeting,
    MeetingDeparture,
    MeetingFormat,
    MeetingOccurrence,
    MeetingProjection,
)
from meetings.search import vocabulary
from meetings.stored import documents, following, search_columns, sequence
from meetings.stored.documents import Listing

BATCH = 500
EVERY_FIELD = [field.name for field in Meeting._meta.concrete_fields if not field.primary_key and not field.generated]


def prepare(listings: Sequence[Listing], *, now: datetime) -> None:
    """Render changed meetings and number the visible ones; they are not saved yet.

    The numbers are locked from here to the end of the transaction: only writing may follow.
    """
    for listing in listings:
        listing.meeting.updated_at = now
        render(listing, now=now)
    number(listing.meeting for listing in listings)


def render(listing: Listing, *, now: datetime) -> None:
    """Fill what follows from the rest; without a new number and with the time of its last change."""
    search_columns.fill(listing.meeting, now=now)
    listing.meeting.doc = documents.render(listing)
    listing.meeting.doc_version = documents.VERSION


def number(meetings: Iterable[Meeting]) -> None:
    """Give the next numbers to those that somebody can see, or could: drafts leave no trace for followers."""
    visible = [meeting for meeting in meetings if meeting.is_published or meeting.withdrawn_at]
    numbers = sequence.take_numbers(len(visible)) if visible else range(0)
    for meeting, taken in zip(visible, numbers, strict=True):
        meeting.seq = taken


def save(listings: Sequence[Listing], *, now: datetime) -> None:
    """Insert or overwrite what `prepare` has rendered, with everything that hangs on it."""
    meetings = [listing.meeting for listing in listings]
    departures = following.departures_of(meetings, now=now)
    Meeting.objects.bulk_create(
        meetings, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=EVERY_FIELD
    )
    MeetingDeparture.objects.bulk_create(departures, batch_size=BATCH)
    _save_formats(listings)
    vocabulary.learn(meeting.search_text for meeting in meetings if meeting.is_published)
    save_occurrences(meetings, now=now)
    save_projections(listings, now=now)


def save_occurrences(meetings: Sequence[Meeting], *, now: datetime) -> None:
    """Write the coming happenings of those that are not plainly weekly; the others have none."""
    MeetingOccurrence.objects.filter(meeting__in=meetings).delete()
    coming = [each for meeting in meetings for each in following.occurrences_of(meeting, now=now)]
    MeetingOccurrence.objects.bulk_create(coming, batch_size=BATCH)


def save_projections(listings: Sequence[Listing], *, now: datetime) -> None:
    projections = [following.projection_of(listing, now=now) for listing in listings]
    MeetingProjection.objects.bulk_create(
        projections,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["meeting"],
        update_fields=["bmlt", "bmlt_words", "is_in_bmlt", "guide"],
    )
    _save_custom_fields([projection.meeting for projection in projections if projection.is_in_bmlt])


def _save_custom_fields(shown: Sequence[Meeting]) -> None:
    names = sorted({name for meeting in shown for name in meeting.custom_fields})
    CustomField.objects.bulk_create([CustomField(name=name) for name in names], ignore_conflicts=True)


def _save_formats(listings: Sequence[Listing]) -> None:
    links = [MeetingFormat(meeting=listing.meeting, format=each) for listing in listings for each in listing.formats]
    MeetingFormat.objects.filter(meeting__in=[listing.meeting for listing in listings]).delete()
    MeetingFormat.objects.bulk_create(links, batch_size=BATCH)
