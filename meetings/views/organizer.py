"""What an organizer reads and writes: the meetings of the service bodies they serve."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of
from backend.accounts.permissions import IsOrganizer
from backend.api.conditional import etag_of, mark_cached, require_match
from backend.api.pages import PageQuery, page_of
from backend.api.problems import Invalid, InvalidRequest, NotFound
from backend.api.views import View
from meetings import schemas
from meetings.models import Meeting, MeetingOverlay
from meetings.organizers import listings, organizing, overlays
from meetings.organizers.facts import ListingFacts
from meetings.organizers.serializers import ListingShape, facts_with
from meetings.search.upcoming import next_occurrence
from meetings.stored import documents
from meetings.stored.documents import Listing

# Set once, when the meeting is posted.
ONLY_ON_POST = ("id", "occurred_at", "sent_at")


class OrganizerMeetingsView(View):
    permission_classes = [IsOrganizer]
    problem_statuses = (404,)

    @extend_schema(parameters=[PageQuery], responses=schemas.OrganizerPageSchema)
    def get(self, request: Request) -> Response:
        """Meetings of the service bodies that you serve, by their id."""
        page = page_of(request, organizing.meetings_served(account_of(request)), "id")
        shown = documents.listings_of(Meeting.objects.filter(pk__in=[row.pk for row in page.rows]))
        by_id = {listing.meeting.pk: listing for listing in shown}
        laid_over = overlays.of_meetings(by_id)
        return Response(page.as_json(lambda row: _shown(by_id[row.pk], laid_over.get(row.pk, []))))

    @extend_schema(
        request=ListingShape, responses={201: schemas.OrganizerMeetingSchema, 200: schemas.OrganizerMeetingSchema}
    )
    def post(self, request: Request) -> Response:
        """Post a meeting of a service body that you serve. It stands in every search and feed at once."""
        facts = ListingShape.parse(request.data)
        listing, is_new = listings.publish_meeting(account_of(request), facts, body=request.data, now=timezone.now())
        return answer(listing, status=201 if is_new else 200)


class OrganizerMeetingView(View):
    permission_classes = [IsOrganizer]
    problem_statuses = (412,)

    @extend_schema(responses=schemas.OrganizerMeetingSchema)
    def get(self, request: Request, meeting_id: int) -> Response:
        """One meeting that you serve, as you may change it, with its ETag."""
        found = documents.listings_of(organizing.meetings_served(account_of(request)).filter(pk=meeting_id))
        if not found:
            raise NotFound
        return answer(found[0])

    @extend_schema(request=ListingShape(partial=True), responses=schemas.OrganizerMeetingSchema)
    def patch(self, request: Request, meeting_id: int) -> Response:
        """Change a meeting that you serve; what is left out stays."""
        changes = _checked_changes(request.data)
        return answer(rewritten(request, meeting_id, lambda _listing: changes))


def rewritten(request: Request, meeting_id: int, changes: Callable[[Listing], Mapping[str, Any]]) -> Listing:
    """Lay `changes` over what the listing says, unless the request means another version of it."""

    def rewrite(listing: Listing) -> ListingFacts:
        check_version(request, listing)
        return facts_with(listing, changes(listing))

    return listings.change_meeting(account_of(request), meeting_id, rewrite, now=timezone.now())


def check_version(request: Request, listing: Listing) -> None:
    """Raise PreconditionFailed where `If-Match` names another version."""
    require_match(request, _etag(listing))


def answer(listing: Listing, *, status: int = 200) -> Response:
    """Show a listing as its organizers see it."""
    laid_over = overlays.of_meetings([listing.meeting.pk]).get(listing.meeting.pk, [])
    return mark_cached(Response(_shown(listing, laid_over), status=status), _etag(listing), public=False)


def _checked_changes(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise InvalidRequest(Invalid("", "The body must be a JSON object."))
    fixed = [Invalid(f"/{name}", "This cannot be changed.") for name in ONLY_ON_POST if name in data]
    if fixed:
        raise InvalidRequest(*fixed)
    return data


def _shown(listing: Listing, laid_over: Iterable[MeetingOverlay]) -> dict[str, Any]:
    coming = next_occurrence(listing.meeting.timing, now=timezone.now())
    conflicts = [overlays.as_json(overlay) for overlay in laid_over if overlay.is_in_conflict]
    return documents.state_of(listing) | {"next_occurrence": coming, "conflicts": conflicts}


def _etag(listing: Listing) -> str:
    """Of what can be edited: the next occurrence is not part of it."""
    return etag_of(json.dumps(documents.state_of(listing)))
