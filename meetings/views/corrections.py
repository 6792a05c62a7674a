"""What organizers see of feeds: their corrections over it, where it contradicts them, and listings that may be one."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of
from backend.accounts.permissions import IsOrganizer
from backend.api.pages import PageQuery, page_of
from backend.api.views import View
from meetings import schemas
from meetings.models import Meeting, MeetingOverlay, PossibleDuplicate
from meetings.organizers import conflicts, overlays
from meetings.organizers.serializers import SideShape
from meetings.views.organizer import answer


class ConflictsView(View):
    permission_classes = [IsOrganizer]

    @extend_schema(parameters=[PageQuery], responses=schemas.ConflictPageSchema)
    def get(self, request: Request) -> Response:
        """Where a feed and your corrections of it say different things."""
        page = page_of(request, conflicts.conflicts_served(account_of(request)), "id")
        return Response(page.as_json(_conflict))


class CorrectionsView(View):
    permission_classes = [IsOrganizer]

    @extend_schema(responses=schemas.CorrectionListSchema)
    def get(self, request: Request, meeting_id: int) -> Response:
        """What you have corrected in a meeting that follows a feed."""
        found = conflicts.corrections_of(account_of(request), meeting_id)
        return Response({"results": [overlays.as_json(overlay) for overlay in found]})


class SettlementView(View):
    permission_classes = [IsOrganizer]
    problem_statuses = (404, 409)

    @extend_schema(request=SideShape, responses=schemas.OrganizerMeetingSchema)
    def post(self, request: Request, meeting_id: int) -> Response:
        """Settle where a feed and a correction differ: keep yours, or take theirs."""
        wish = SideShape.parse(request.data)
        return answer(conflicts.settle(account_of(request), meeting_id, wish.field, wish.take, now=timezone.now()))


class PossibleDuplicatesView(View):
    permission_classes = [IsOrganizer]

    @extend_schema(parameters=[PageQuery], responses=schemas.DuplicatePageSchema)
    def get(self, request: Request) -> Response:
        """Pairs of meetings that may be one and the same."""
        page = page_of(request, conflicts.duplicates_served(account_of(request)), "id")
        return Response(page.as_json(_duplicate))


class DismissedDuplicateView(View):
    permission_classes = [IsOrganizer]
    problem_statuses = (404,)

    @extend_schema(request=None, responses=schemas.DuplicateSchema)
    def post(self, request: Request, duplicate_id: int) -> Response:
        """Say that two meetings are not the same; the pair is shown no more."""
        dismissed = conflicts.dismiss_duplicate(account_of(request), duplicate_id, now=timezone.now())
        return Response(_duplicate(dismissed))


def _conflict(overlay: MeetingOverlay) -> dict[str, Any]:
    return {"meeting": _named(overlay.meeting)} | overlays.as_json(overlay)


def _duplicate(duplicate: PossibleDuplicate) -> dict[str, Any]:
    return {
        "id": duplicate.pk,
        "reason": duplicate.reason,
        "found_at": duplicate.found_at,
        "meetings": [_with_body(duplicate.meeting), _with_body(duplicate.other)],
    }


def _with_body(meeting: Meeting) -> dict[str, Any]:
    body = meeting.service_body
    return _named(meeting) | {"service_body": {"id": body.pk, "name": body.name} if body else None}


def _named(meeting: Meeting) -> dict[str, Any]:
    return {"id": meeting.pk, "slug": meeting.slug, "name": meeting.name}
