"""Importing a feed: what it says becomes ours, what it said before and says no more becomes a tombstone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from meetings import documents, places, saving
from meetings.documents import Listing
from meetings.imports import structure, writing
from meetings.imports.bmlt import formats as bmlt_formats
from meetings.imports.bmlt import meetings as bmlt_meetings
from meetings.imports.bmlt.feed import Feed
from meetings.imports.facts import MeetingFacts
from meetings.imports.report import ImportHeld, Report
from meetings.imports.upstream_ids import UpstreamIds, hash_of
from meetings.imports.writing import Change
from meetings.imports.zones import with_zones
from meetings.models import Format, Meeting, Place, ServiceBody, Source, SourceRow
from meetings.occurrences import WEEK_ZERO, first_on, weekly_rule
from meetings.sync import tree

# A feed that loses more than this share of its published meetings at once is more often broken than right.
SHRINK_SHARE = 0.2


@transaction.atomic
def import_feed(
    feed: Feed, *, source_name: str, accept_shrink: bool = False, dry_run: bool = False, now: datetime
) -> Report:
    """Bring our listing to what the feed says, and report each row that was skipped or repaired.

    The same feed again changes nothing. Raises ImportHeld, and then nothing was changed either.
    """
    report = Report()
    source, _ = Source.objects.get_or_create(identity=source_name)
    # Two imports of one source at a time would each withdraw what the other has just brought.
    Source.objects.select_for_update().get(pk=source.pk)
    import_ = _Import(source, feed, report, now)
    if not accept_shrink:
        import_.check_shrink()
    import_.carry_out()
    if dry_run:
        transaction.set_rollback(True)
    return report


@dataclass(frozen=True)
class _Known:
    """What the listings refer to, by our ids."""

    bodies: dict[int, ServiceBody]
    formats: dict[int, Format]


class _Import:
    """One run: formats and service bodies first, then the meetings, the documents last."""

    def __init__(self, source: Source, feed: Feed, report: Report, now: datetime) -> None:
        self._source = source
        self._report = report
        self._now = now
        self._ids = UpstreamIds(source, SourceRow.Kind.MEETING, Meeting)
        self._tree = tree.parents()
        self._bodies, self._changed_bodies = structure.take_over_service_bodies(
            bmlt_formats.read_service_bodies(feed.service_bodies, report), source, report
        )
        formats = bmlt_formats.read_formats(feed.formats, report)
        self._formats, self._changed_formats = structure.take_over_formats(formats, source)
        self._facts = with_zones(
            bmlt_meetings.read_meetings(feed.meetings, bmlt_formats.FormatIndex(formats), report),
            default=settings.TIME_ZONE,
        )
        # A row that cannot be read is still a row: its meeting has not vanished.
        self._named = {bmlt_meetings.identity_of(row).strip().lstrip("0") for row in feed.meetings}
        self._ours = self._ids.assign(facts.upstream_id for facts in self._facts)
        self._listings = self._existing()

    def check_shrink(self) -> None:
        """Raise ImportHeld when more than a fifth of this source's published meetings would go."""
        published = {pk for pk, listing in self._listings.items() if listing.meeting.is_published}
        stay = {self._ours[facts.upstream_id] for facts in self._facts if facts.is_published}
        unreadable = self._named - {facts.upstream_id for facts in self._facts}
        stay |= {self._ours[identity] for identity in unreadable if identity in self._ours}
        lost = len(published - stay)
        if lost > SHRINK_SHARE * len(published):
            raise ImportHeld(
                f"{lost} of {len(published)} published meetings are gone or unpublished in the feed.",
                lost=lost,
                published=len(published),
            )

    def carry_out(self) -> None:
        changes = [*self._taken_over(), *self._withdrawn()]
        changes += self._stale({change.listing.meeting.pk for change in changes})
        saving.prepare([change.listing for change in changes], now=self._now)
        writing.write(changes, source=self._source, report=self._report, now=self._now)
        tree.tell_of_moves(self._tree, now=self._now)

    def _existing(self) -> dict[int, Listing]:
        known = self._ids.known().values()
        return {x.meeting.pk: x for x in documents.listings_of(Meeting.objects.filter(pk__in=known))}

    def _taken_over(self) -> Iterator[Change]:
        known = _Known(
            ServiceBody.objects.in_bulk(set(self._bodies.values())),
            Format.objects.prefetch_related("translations").in_bulk(set(self._formats.values())),
        )
        stored = places.find_or_make({facts.place for facts in self._facts if facts.place})
        for facts in self._facts:
            change = self._change(facts, known, stored.get(facts.place) if facts.place else None)
            if change is not None:
                yield change

    def _change(self, facts: MeetingFacts, known: _Known, place: Place | None) -> Change | None:
        our_id = self._ours[facts.upstream_id]
        before = self._listings.get(our_id)
        body = self._service_body(facts, known)
        if (body and body.is_ours) or (before and _is_in_body_of_ours(before.meeting)):
            self._report.skip(facts.row, "its service body is ours; the feed changes nothing in it")
            return None
        format_ids = [self._formats[upstream_id] for upstream_id in facts.format_ids]
        content_hash = hash_of(facts, format_ids, body.pk if body else None)
        if before and self._is_unchanged(facts, before.meeting, content_hash):
            self._report.unchanged += 1
            return None
        # Read before the meeting is touched: history shows what stood there.
        was = documents.state_of(before) if before else None
        meeting = before.meeting if before else Meeting(id=our_id, slug=documents.lasting_slug(facts.name, our_id))
        _fill(meeting, facts, place, body)
        documents.publish(meeting, is_published=facts.is_published, now=self._now)
        row = self._ids.row(facts.upstream_id, our_id, content_hash)
        listing = Listing(meeting, [known.formats[format_id] for format_id in format_ids])
        return Change(listing, was, "changed" if before else "created", row, facts.row)

    def _is_unchanged(self, facts: MeetingFacts, meeting: Meeting, content_hash: bytes) -> bool:
        # What vanished and comes back says the same as before, and is withdrawn here.
        says_the_same = self._ids.says_the_same(facts.upstream_id, content_hash)
        return says_the_same and meeting.is_published == facts.is_published

    def _service_body(self, facts: MeetingFacts, known: _Known) -> ServiceBody | None:
        body = known.bodies.get(self._bodies.get(facts.service_body_id, 0))
        if body is None and facts.service_body_id:
            self._report.repair(facts.row, "service_body_bigint: not in the feed, left without service body")
        return body

    def _withdrawn(self) -> Iterator[Change]:
        for upstream_id, our_id in self._ids.known().items():
            listing = self._listings.get(our_id)
            vanished = upstream_id not in self._named
            if listing and vanished and listing.meeting.is_published and not _is_in_body_of_ours(listing.meeting):
                was = documents.state_of(listing)
                documents.publish(listing.meeting, is_published=False, now=self._now)
                yield Change(listing, was, "withdrawn")

    def _stale(self, done: set[int]) -> list[Change]:
        """Find further meetings, of any source, whose document shows a changed format or service body."""
        shown = Q(service_body__in=self._changed_bodies) | Q(formats__in=self._changed_formats)
        ids = Meeting.objects.filter(shown).exclude(pk__in=done).values("pk")
        listings = documents.listings_of(Meeting.objects.filter(pk__in=ids))
        return [Change(x, documents.state_of(x)) for x in listings if documents.is_stale(x)]


def _is_in_body_of_ours(meeting: Meeting) -> bool:
    return meeting.service_body is not None and meeting.service_body.is_ours


def _fill(meeting: Meeting, facts: MeetingFacts, place: Place | None, body: ServiceBody | None) -> None:
    meeting.name, meeting.world_id, meeting.notes = facts.name, facts.world_id, facts.notes
    meeting.weekday, meeting.start_time = facts.weekday, facts.start_time
    meeting.duration_minutes = facts.duration_minutes
    meeting.tzid, meeting.tzid_inferred = facts.tzid, facts.tzid_inferred
    meeting.starts_on, meeting.rrule = first_on(facts.weekday, WEEK_ZERO), weekly_rule(facts.weekday)
    meeting.venue_type, meeting.state = facts.venue_type, facts.state
    meeting.place, meeting.service_body = place, body
    meeting.online_url, meeting.online_phone = facts.online_url, facts.online_phone
    meeting.online_notes = facts.online_notes
    meeting.languages = list(facts.languages)
    meeting.accessibility = {"wheelchair": True} if facts.wheelchair else {}
