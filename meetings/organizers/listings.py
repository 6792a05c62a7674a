"""Meetings that organizers post and correct."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from backend.accounts.models import Account
from backend.api import client_ids
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from meetings.dates.dated import in_order
from meetings.history.recording import Kind, change_of
from meetings.models import Format, FormatTranslation, Meeting, ServiceBody, SourceRow, VenueType
from meetings.organizers import organizing, overlays
from meetings.organizers.facts import COPIED, ListingFacts, check_exceptions, check_venue, schedule_of
from meetings.stored import documents, places, saving
from meetings.stored.documents import Listing
from meetings.venues import OnlineFacts, PlaceFacts

RESERVED_KEYS = ("VM", "HY", "TC")


class ServiceBodyNotServed(Problem):
    code, title, status = "service-body-not-served", "This service body is not among those you serve.", 404


class FormatReserved(Problem):
    """VM, HY and TC follow from venue type and state; two places for one truth drift apart."""

    code, title, status = "format-reserved", "This format follows from the venue; set venue_type or state.", 422


@transaction.atomic
def publish_meeting(organizer: Account, facts: ListingFacts, *, body: Any, now: datetime) -> tuple[Listing, bool]:
    """List a meeting in a body that the organizer serves; return it, and whether it is new.

    `body` is the request as it came: the same id with the same body again is the same meeting. Raises
    ServiceBodyNotServed, VenueIncomplete, FormatReserved, UnknownZone, RuleNeverFires, InvalidRequest, IdTaken.
    """
    if facts.id and not client_ids.claim(facts.id, account_id=organizer.pk, kind="meeting", body=body, among=None):
        return documents.listings_of(Meeting.objects.filter(client_id=facts.id))[0], False
    meeting_id = _next_id()
    slug = documents.lasting_slug(facts.name, meeting_id)
    listing = _written(Meeting(id=meeting_id, slug=slug, client_id=facts.id), facts, organizer, now)
    at = corrected(facts.occurred_at, facts.sent_at, now=now)
    return saved(listing, None, organizer, at=at, now=now), True


@transaction.atomic
def change_meeting(
    organizer: Account,
    meeting_id: int,
    rewrite: Callable[[Listing], ListingFacts],
    *,
    now: datetime,
) -> Listing:
    """Replace what a listing says by what `rewrite` makes of it; the meeting is locked meanwhile.

    Raises what publish_meeting raises, NotFound outside the bodies served.
    """
    listing = locked(organizer, meeting_id)
    before = documents.state_of(listing)
    facts = rewrite(listing)
    changed = _written(listing.meeting, facts, organizer, now)
    # A zone that a feed left open is still inferred when somebody corrects a note.
    changed.meeting.tzid_inferred = before["tzid_inferred"] and facts.tzid == before["tzid"]
    if documents.state_of(changed) == before:
        return changed
    return saved(changed, before, organizer, at=now, now=now)


def locked(organizer: Account, meeting_id: int) -> Listing:
    """Load a listing to change it; others wait until the transaction ends.

    Raises NotFound outside the bodies served.
    """
    served = organizing.meetings_served(organizer).filter(pk=meeting_id)
    if not served.select_for_update(of=("self",)).exists():
        raise NotFound
    return documents.listings_of(served)[0]


def follows_feed(meeting: Meeting) -> bool:
    """Whether an import may change it; what is changed here is laid over the feed then (overlays.py)."""
    is_ours = meeting.service_body is not None and meeting.service_body.is_ours
    return not is_ours and _came_by_a_feed(meeting)


def saved(
    listing: Listing,
    before: dict[str, Any] | None,
    organizer: Account,
    *,
    kind: Kind | None = None,
    at: datetime,
    now: datetime,
) -> Listing:
    """Save what an organizer made of a listing, with its history; `at` is when they did.

    Where it follows a feed, each field that is different is kept over the feed from now on.
    """
    saving.prepare([listing], now=now)
    saving.save([listing], now=now)
    change = change_of(listing, before, at=at, kind=kind, actor=organizer)
    change.save()
    if follows_feed(listing.meeting) and before is not None:
        overlays.record_edit(listing.meeting.pk, before, change.after, actor=organizer, now=now)
    else:
        # One that was moved to a body of ours follows no feed any more.
        overlays.end_all(listing.meeting.pk)
    return listing


def _came_by_a_feed(meeting: Meeting) -> bool:
    return SourceRow.objects.filter(kind=SourceRow.Kind.MEETING, our_id=meeting.pk).exists()


def _written(meeting: Meeting, facts: ListingFacts, organizer: Account, now: datetime) -> Listing:
    """Check what is said and fill the meeting with it; nothing is saved yet."""
    body = _service_body(facts, organizer)
    if not _is_as_it_stands(meeting, facts):
        check_venue(facts)
    schedule = schedule_of(facts, now=now)
    formats = _formats(facts.format_ids)
    for name, value in vars(schedule).items():
        setattr(meeting, name, value)
    for name in COPIED:
        setattr(meeting, name, getattr(facts, name))
    meeting.exdates, meeting.languages = list(facts.exdates), list(facts.languages)
    meeting.exceptions = [each.as_json() for each in in_order(facts.exceptions)]
    meeting.accessibility = dict(facts.accessibility)
    meeting.tzid_inferred = False
    meeting.service_body = body
    _write_venue(meeting, facts)
    check_exceptions(facts.exceptions, meeting.timing, now=now)
    documents.publish(meeting, is_published=facts.is_published, now=now)
    meeting.updated_at = meeting.updated_at or now
    return Listing(meeting, formats)


def _is_as_it_stands(meeting: Meeting, facts: ListingFacts) -> bool:
    """Whether the venue is what it was: one that a feed has left incomplete stops no other correction."""
    place = PlaceFacts.of(meeting.place) if meeting.place else None
    online = OnlineFacts(meeting.online_url, meeting.online_phone, meeting.online_notes)
    stands = (meeting.venue_type, place, online)
    return bool(meeting.updated_at) and stands == (facts.venue_type, facts.place, facts.online or OnlineFacts())


def _write_venue(meeting: Meeting, facts: ListingFacts) -> None:
    # A virtual meeting has no place, whatever was typed in before it moved online.
    place = facts.place if facts.venue_type != VenueType.VIRTUAL else None
    meeting.place = places.find_or_make([place])[place] if place else None
    online = facts.online
    meeting.online_url, meeting.online_phone, meeting.online_notes = (
        (online.url, online.phone, online.notes) if online else ("", "", "")
    )


def _service_body(facts: ListingFacts, organizer: Account) -> ServiceBody:
    if facts.service_body_id not in organizing.bodies_served(organizer):
        raise ServiceBodyNotServed
    return ServiceBody.objects.get(pk=facts.service_body_id)


def _formats(format_ids: tuple[int, ...]) -> list[Format]:
    reserved = FormatTranslation.objects.filter(key__in=RESERVED_KEYS, language="en", format__in=format_ids)
    if reserved.exists():
        raise FormatReserved
    found = Format.objects.prefetch_related("translations").in_bulk(format_ids)
    unknown = [position for position, format_id in enumerate(format_ids) if format_id not in found]
    if unknown:
        raise InvalidRequest(*(Invalid(f"/format_ids/{position}", "There is no such format.") for position in unknown))
    return list(found.values())


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('meetings_meeting', 'id'))")
        number: int = cursor.fetchone()[0]
    return number
