"""One import, step by step: formats and service bodies first, then the meetings, the documents last."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from meetings.history.refilling import refill
from meetings.imports.facts import FeedFacts, MeetingFacts
from meetings.imports.reading.zones import with_zones
from meetings.imports.report import Conflict, Report
from meetings.imports.steps import differences, structure, writing
from meetings.imports.steps.filling import Known, fill, new_meeting, slugs_taken
from meetings.imports.steps.identities import KnownSlot, family_of, settled
from meetings.imports.steps.upstream_ids import UpstreamIds, hash_of
from meetings.imports.steps.writing import Change, Quiet
from meetings.models import Format, ImportRun, Meeting, Place, ServiceBody, Source, SourceRow
from meetings.organizers import overlays
from meetings.stored import documents, places, saving
from meetings.stored.documents import Listing
from meetings.sync import tree


class Takeover:
    """Brings our listing to what a feed says."""

    def __init__(self, feed: FeedFacts, source: Source, run: ImportRun | None, report: Report, now: datetime) -> None:
        self._source, self._run, self._report, self._now = source, run, report, now
        self._ids = UpstreamIds(source, SourceRow.Kind.MEETING, Meeting)
        self._tree = tree.parents()
        self._bodies, self._changed_bodies = structure.take_over_service_bodies(feed.service_bodies, source, report)
        self._formats, self._changed_formats = structure.take_over_formats(feed.formats, source)
        known = self._ids.known()
        self._listings = _locked_listings(Meeting.objects.filter(pk__in=list(known.values())))
        self._overlays = overlays.of_meetings(known.values())
        self._contacts = writing.contacts_of(known.values())
        located = with_zones(feed.meetings, report, default=settings.TIME_ZONE, told=source.tzid)
        self._facts = settled(located, self._known_slots())
        self._ours = self._ids.assign(facts.upstream_id for facts in self._facts)
        self._unread = feed.unread

    def published_and_lost(self) -> tuple[int, int]:
        """Return how many meetings of this source are published, and how many of them the feed would take away."""
        published = {pk for pk, x in self._listings.items() if x.meeting.is_published and not _is_ours(x.meeting)}
        stay = {self._ours[facts.upstream_id] for facts in self._facts if self._will_be_published(facts)}
        stay |= {our_id for upstream_id, our_id in self._ids.known().items() if self._stays(upstream_id, our_id)}
        return len(published), len(published - stay)

    def carry_out(self) -> set[int]:
        """Save everything; return the ids of the meetings that were touched."""
        quiet: list[Quiet] = []
        changes = [*self._taken_over(quiet), *self._withdrawn()]
        changes += self._stale({change.listing.meeting.pk for change in changes})
        tree.tell_of_moves(self._tree, now=self._now)
        saving.prepare([change.listing for change in changes], now=self._now)
        writing.write(changes, source=self._source, run=self._run, report=self._report, now=self._now)
        writing.write_quietly(quiet)
        self._report.differences += differences.of_changes(changes)
        return {change.listing.meeting.pk for change in changes}

    def _known_slots(self) -> dict[str, KnownSlot]:
        return {
            upstream_id: self._slot(self._listings[our_id].meeting)
            for upstream_id, our_id in self._ids.known().items()
            if our_id in self._listings
        }

    def _slot(self, meeting: Meeting) -> KnownSlot:
        """As the feed had it: an organizer may have corrected it since."""
        theirs = {each.field: overlays.said_upstream(each) for each in self._overlays.get(meeting.pk, [])}
        weekday = theirs["repeats"]["weekday"] if "repeats" in theirs else meeting.weekday
        start = theirs.get("start_time") or f"{meeting.start_time:%H:%M}"
        return KnownSlot(weekday, datetime.strptime(start, "%H:%M").time(), meeting.is_published)  # noqa: DTZ007 - wall time

    def _taken_over(self, quiet: list[Quiet]) -> Iterator[Change]:
        known = Known(
            ServiceBody.objects.in_bulk({*self._bodies.values(), self._source.service_body_id or 0}),
            Format.objects.prefetch_related("translations").in_bulk(set(self._formats.values())),
            slugs_taken(self._facts),
        )
        stored = places.find_or_make({facts.place for facts in self._facts if facts.place})
        for facts in self._facts:
            change = self._change(facts, known, stored.get(facts.place) if facts.place else None)
            if isinstance(change, Quiet):
                self._report.unchanged += 1
                quiet.append(change)
            elif change is not None:
                yield change

    def _change(self, facts: MeetingFacts, known: Known, place: Place | None) -> Change | Quiet | None:
        our_id = self._ours[facts.upstream_id]
        before = self._listings.get(our_id)
        body = self._service_body(facts, known)
        if (body and body.is_ours) or (before and _is_ours(before.meeting)):
            self._report.skip(facts.row, "its service body is ours; the feed changes nothing in it")
            return None
        format_ids = [self._formats[upstream_id] for upstream_id in facts.format_ids]
        content_hash = hash_of(facts, format_ids, body.pk if body else None)
        if before and self._is_unchanged(facts, before.meeting, content_hash):
            self._count_standing(our_id)
            self._report.unchanged += 1
            return None
        # Read before the meeting is touched: history shows what stood there.
        was = documents.state_of(before) if before else None
        meeting = before.meeting if before else new_meeting(facts, our_id, known)
        fill(meeting, facts, place, body)
        documents.publish(meeting, is_published=facts.is_published, now=self._now)
        listing = self._laid_over(Listing(meeting, [known.formats[format_id] for format_id in format_ids]))
        row, contacts = self._ids.row(facts.upstream_id, our_id, content_hash), dict(facts.contacts)
        change = Change(
            listing,
            was,
            "changed" if before else "created",
            row,
            facts.row,
            None if contacts == self._contacts.get(our_id, {}) else contacts,
        )
        return Quiet(row, our_id, change.contacts) if change.says_nothing_new else change

    def _laid_over(self, listing: Listing) -> Listing:
        meeting = listing.meeting
        own = self._overlays.get(meeting.pk, [])
        if not own:
            return listing
        meeting.updated_at = meeting.updated_at or self._now
        today = self._now.astimezone(ZoneInfo(meeting.tzid)).date()
        laid = overlays.lay_over(documents.state_of(listing), own, today=today)
        writing.save_overlays(laid, self._report)
        return refill(meeting, laid.state, now=self._now)

    def _count_standing(self, our_id: int) -> None:
        for overlay in self._overlays.get(our_id, []):
            if overlay.is_in_conflict:
                self._report.overlays.in_conflict += 1
                self._report.conflicts.append(Conflict(our_id, overlay.field))
            else:
                self._report.overlays.kept += 1

    def _is_unchanged(self, facts: MeetingFacts, meeting: Meeting, content_hash: bytes) -> bool:
        # What vanished and comes back says the same as before, and is withdrawn here.
        says_the_same = self._ids.says_the_same(facts.upstream_id, content_hash)
        return says_the_same and meeting.is_published == self._will_be_published(facts)

    def _will_be_published(self, facts: MeetingFacts) -> bool:
        own = overlays.values_of(self._overlays.get(self._ours[facts.upstream_id], []))
        return bool(own.get("is_published", facts.is_published))

    def _service_body(self, facts: MeetingFacts, known: Known) -> ServiceBody | None:
        body = known.bodies.get(self._bodies.get(facts.service_body_id, 0))
        if body is None and facts.service_body_id:
            self._report.repair(
                facts.row,
                "service_body_bigint: not in the feed, left without service body",
                field="service_body_bigint",
                value=facts.service_body_id,
            )
        return body or known.bodies.get(self._source.service_body_id or 0)

    def _withdrawn(self) -> Iterator[Change]:
        read = {facts.upstream_id for facts in self._facts}
        for upstream_id, our_id in self._ids.known().items():
            listing = self._listings.get(our_id)
            vanished = upstream_id not in read and not self._stays(upstream_id, our_id)
            if listing and vanished and listing.meeting.is_published and not _is_ours(listing.meeting):
                was = documents.state_of(listing)
                documents.publish(listing.meeting, is_published=False, now=self._now)
                yield Change(listing, was, "withdrawn", identity=upstream_id)

    def _stays(self, upstream_id: str, our_id: int) -> bool:
        """A row that cannot be read is still a row; and an organizer may list what the feed has dropped."""
        is_unread = upstream_id in self._unread or family_of(upstream_id) in self._unread
        return is_unread or overlays.values_of(self._overlays.get(our_id, [])).get("is_published") is True

    def _stale(self, done: set[int]) -> list[Change]:
        """Find further meetings, of any source, whose document shows a changed format or service body."""
        shown = Q(service_body__in=self._changed_bodies) | Q(formats__in=self._changed_formats)
        ids = Meeting.objects.filter(shown).exclude(pk__in=done).values("pk")
        listings = _locked_listings(Meeting.objects.filter(pk__in=ids)).values()
        return [Change(x, documents.state_of(x)) for x in listings if documents.is_stale(x)]


def _locked_listings(meetings: QuerySet[Meeting]) -> dict[int, Listing]:
    """Lock before reading: an organizer may be correcting one of them."""
    ids = list(meetings.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return {x.meeting.pk: x for x in documents.listings_of(Meeting.objects.filter(pk__in=ids))}


def _is_ours(meeting: Meeting) -> bool:
    return meeting.service_body is not None and meeting.service_body.is_ours
