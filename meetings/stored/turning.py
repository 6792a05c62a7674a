"""What the clock changes about listings: validity begins and ends, pauses are over, dates come near.

Each scan is safe to run twice and on many workers, and reads only what is due.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from meetings.history.recording import change_of
from meetings.models import Meeting, MeetingChange, MeetingOccurrence, MeetingProjection, State
from meetings.stored import documents, following, saving, search_columns, sequence
from meetings.stored.documents import Listing, listings_of

BATCH = 500
# About ten seconds of a worker's minute.
BATCHES_IN_A_TURN = 10
# A day begins up to 14 hours before it does in UTC.
EARLIEST_ZONE = timedelta(hours=14)
# Of search_columns.HORIZON: what is still there when the table of occurrences is extended.
LEFT_OVER = timedelta(weeks=2)


@transaction.atomic
def turn_listings(*, now: datetime) -> int:
    """Reopen what was closed or paused until a day that is over; list and unlist by validity. Return how many."""
    reopened = _reopen(now)
    turned = listings_of(_locked(_to_begin(now) | _to_end(now)))
    for listing in turned:
        saving.render(listing, now=now)
    saving.number(listing.meeting for listing in turned)
    saving.save(turned, now=now)
    return reopened + len(turned)


def renew_dated(*, now: datetime) -> int:
    """Extend the table of occurrences, and write anew what other shapes say of the coming week. Return how many.

    Their texts age by themselves: a change takes a number, so that cached answers end, but gives it to no meeting,
    so that those who follow ours hear nothing.
    """
    MeetingOccurrence.objects.filter(ends_at__lt=now).delete()
    last, renewed = _renew_batch(0, now)
    while last:
        last, more = _renew_batch(last, now)
        renewed += more
    return renewed


def renew_documents(*, now: datetime) -> int:
    """Render what an older release has rendered, some batches in a turn; return how many."""
    renewed = 0
    for _ in range(BATCHES_IN_A_TURN):
        done = _renew_documents(now)
        renewed += done
        if done < BATCH:
            break
    return renewed


@transaction.atomic
def rebuild_documents(after_id: int, *, now: datetime) -> tuple[int, int]:
    """Render the next batch of all meetings anew; return the last id, 0 at the end, and how many were different."""
    listings = listings_of(_locked(Meeting.objects.filter(pk__gt=after_id), skip=False))
    aged = {listing.meeting.pk for listing in _aged(listings, now)}
    different = [x for x in listings if x.meeting.pk in aged or documents.is_stale(x)]
    _render_again(different, now)
    return _last_id(listings), len(different)


@transaction.atomic
def _renew_documents(now: datetime) -> int:
    old = listings_of(_locked(Meeting.objects.filter(doc_version__lt=documents.VERSION)))
    return _render_again(old, now)


def _render_again(listings: list[Listing], now: datetime) -> int:
    stale = {listing.meeting.pk for listing in listings if documents.is_stale(listing)}
    was_listed = {listing.meeting.pk: listing.meeting.is_listed for listing in listings}
    for listing in listings:
        saving.render(listing, now=now)
    # Rendering looks at the clock: a validity may have ended that turn_listings has not come to.
    meetings = [listing.meeting for listing in listings]
    saving.number(each for each in meetings if each.pk in stale or each.is_listed != was_listed[each.pk])
    if listings:
        sequence.take_numbers(1)  # as renew_dated does: other shapes may say something else
    saving.save(listings, now=now)
    return len(listings)


def _reopen(now: datetime) -> int:
    # A draft, or what is withdrawn, waits until it is published.
    closed = Meeting.objects.filter(is_published=True, state_until__lt=(now + EARLIEST_ZONE).date())
    over = [each for each in listings_of(_locked(closed.exclude(state=State.ACTIVE))) if _is_over(each.meeting, now)]
    before = [documents.state_of(listing) for listing in over]
    for listing in over:
        listing.meeting.state, listing.meeting.state_until = State.ACTIVE, None
    saving.prepare(over, now=now)
    saving.save(over, now=now)
    MeetingChange.objects.bulk_create(change_of(x, was, at=now) for x, was in zip(over, before, strict=True))
    return len(over)


def _is_over(meeting: Meeting, now: datetime) -> bool:
    until = meeting.state_until
    return until is not None and until < now.astimezone(ZoneInfo(meeting.tzid)).date()


def _to_begin(now: datetime) -> QuerySet[Meeting]:
    begun = Meeting.objects.filter(is_published=True, is_listed=False, visible_from__lte=now)
    return begun.filter(Q(visible_until=None) | Q(visible_until__gt=now))


def _to_end(now: datetime) -> QuerySet[Meeting]:
    return Meeting.objects.filter(is_listed=True, visible_until__lte=now)


@transaction.atomic
def _renew_batch(after_id: int, now: datetime) -> tuple[int, int]:
    dated = Meeting.objects.filter(pk__gt=after_id, is_published=True, dated_until__isnull=False)
    listings = listings_of(_locked(dated, skip=False))
    _extend([listing.meeting for listing in listings], now)
    aged = _aged(listings, now)
    saving.save_projections(aged, now=now)
    if aged:
        sequence.take_numbers(1)
    return _last_id(listings), len(aged)


def _extend(meetings: list[Meeting], now: datetime) -> None:
    short = [each for each in meetings if each.dated_until and each.dated_until < now + LEFT_OVER]
    for meeting in short:
        # One whose exceptions are all over is plainly weekly again.
        plain = search_columns.is_plainly_weekly(meeting, now=now)
        meeting.dated_until = None if plain else now + search_columns.HORIZON
    Meeting.objects.bulk_update(short, ["dated_until"], batch_size=BATCH)
    saving.save_occurrences(short, now=now)


def _aged(listings: list[Listing], now: datetime) -> list[Listing]:
    """Return those of which other shapes would say something else by now."""
    stored = MeetingProjection.objects.in_bulk([listing.meeting.pk for listing in listings])
    return [x for x in listings if not _is_fresh(stored.get(x.meeting.pk), following.projection_of(x, now=now))]


def _is_fresh(stored: MeetingProjection | None, rendered: MeetingProjection) -> bool:
    return stored is not None and _content(stored) == _content(rendered)


def _content(projection: MeetingProjection) -> tuple[bytes, bool, bytes | None]:
    guide = projection.guide
    return bytes(projection.bmlt), projection.is_in_bmlt, None if guide is None else bytes(guide)


def _last_id(listings: list[Listing]) -> int:
    return max((listing.meeting.pk for listing in listings), default=0)


def _locked(meetings: QuerySet[Meeting], *, skip: bool = True) -> QuerySet[Meeting]:
    """One batch of them, by id; `skip`: what another worker is at is left to it."""
    ids = meetings.order_by("pk").select_for_update(of=("self",), skip_locked=skip).values_list("pk", flat=True)
    return Meeting.objects.filter(pk__in=list(ids[:BATCH]))
