"""Fields in which a feed says something new about what an organizer had corrected: one of the two is taken."""

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Account
from backend.api.problems import NotFound, Problem
from meetings.history.recording import change_of
from meetings.history.refilling import refill
from meetings.models import MeetingOverlay, PossibleDuplicate
from meetings.organizers import listings, organizing, overlays
from meetings.organizers.statements import with_statements
from meetings.stored import documents, saving
from meetings.stored.documents import Listing

Side = Literal["ours", "theirs"]


class NotInConflict(Problem):
    code, title, status = "not-in-conflict", "The feed does not contradict this field.", 409


def conflicts_served(organizer: Account) -> QuerySet[MeetingOverlay]:
    served = organizing.meetings_served(organizer)
    return MeetingOverlay.objects.filter(is_in_conflict=True, meeting__in=served).select_related("meeting")


def corrections_of(organizer: Account, meeting_id: int) -> list[MeetingOverlay]:
    """Return what organizers have laid over the feed of this meeting, by field. Raises NotFound."""
    if not organizing.meetings_served(organizer).filter(pk=meeting_id).exists():
        raise NotFound
    return overlays.of_meetings([meeting_id]).get(meeting_id, [])


@transaction.atomic
def settle(organizer: Account, meeting_id: int, field: str, take: Side, *, now: datetime) -> Listing:
    """End a conflict. Ours: it is shown on, and the feed may not repeat itself as a conflict. Theirs: the overlay ends.

    Raises NotFound outside the bodies served, NotInConflict.
    """
    listing = listings.locked(organizer, meeting_id)
    overlay = MeetingOverlay.objects.filter(meeting=meeting_id, field=field, is_in_conflict=True).first()
    if overlay is None:
        raise NotInConflict
    if take == "theirs":
        return _take_theirs(listing, overlay, organizer, now)
    overlays.take_ours(overlay, actor=organizer, now=now)
    return listing


def duplicates_served(organizer: Account) -> QuerySet[PossibleDuplicate]:
    """Return open warnings about a meeting that the organizer serves; what is not listed is nobody's double."""
    served = organizing.meetings_served(organizer)
    pairs = PossibleDuplicate.objects.filter(dismissed_at=None, meeting__is_published=True, other__is_published=True)
    mine = pairs.filter(meeting__in=served) | pairs.filter(other__in=served)
    return mine.select_related("meeting__service_body", "other__service_body")


def dismiss_duplicate(organizer: Account, duplicate_id: int, *, now: datetime) -> PossibleDuplicate:
    """Say that the two are two meetings. Raises NotFound."""
    duplicate = duplicates_served(organizer).filter(pk=duplicate_id).first()
    if duplicate is None:
        raise NotFound
    duplicate.dismissed_at = now
    duplicate.save(update_fields=["dismissed_at"])
    return duplicate


def _take_theirs(listing: Listing, overlay: MeetingOverlay, organizer: Account, now: datetime) -> Listing:
    before = documents.state_of(listing)
    taken = refill(listing.meeting, with_statements(before, {overlay.field: overlay.theirs}), now=now)
    overlay.delete()
    saving.prepare([taken], now=now)
    saving.save([taken], now=now)
    change_of(taken, before, at=now, actor=organizer).save()
    return taken
