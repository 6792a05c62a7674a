"""Looking back on a meeting, and going back."""

from dataclasses import asdict
from functools import partial

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of
from backend.accounts.permissions import IsOrganizer
from backend.api.pages import PageQuery, page_of
from backend.api.views import View
from meetings import schemas
from meetings.history import reading, restoring
from meetings.organizers.serializers import VersionShape
from meetings.stored import documents
from meetings.views.organizer import answer, check_version


class HistoryView(View):
    """Every change of a meeting, the newest first, with who made it and what differs."""

    permission_classes = [IsOrganizer]

    @extend_schema(parameters=[PageQuery], responses=schemas.ChangePageSchema)
    def get(self, request: Request, meeting_id: int) -> Response:
        reader = account_of(request)
        page = page_of(request, reading.changes_of(reader, meeting_id), "-id")
        told = (reading.told(change, to=reader) for change in page.rows)
        results = [asdict(each) | {"at": documents.instant(each.at)} for each in told]
        return Response({"results": results, "next": page.next})


class RestoreView(View):
    """Let a meeting say again what it said after a change. It takes no id: the same request again changes nothing."""

    permission_classes = [IsOrganizer]
    problem_statuses = (412,)

    @extend_schema(request=VersionShape, responses=schemas.OrganizerMeetingSchema)
    def post(self, request: Request, meeting_id: int) -> Response:
        version = VersionShape.parse(request.data)
        check, now = partial(check_version, request), timezone.now()
        restored = restoring.restore_version(account_of(request), meeting_id, version, check=check, now=now)
        return answer(restored)
