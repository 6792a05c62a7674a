from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, staff_of
from backend.accounts.keys import store
from backend.accounts.models import Staff
from backend.accounts.permissions import IsPerson, IsStaff
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from backend.care_team.broadcasts import reading, writing
from backend.care_team.broadcasts import serializers as shapes
from backend.care_team.broadcasts.counting import counts_of
from backend.care_team.models import Broadcast


class BroadcastPreviewView(View):
    permission_classes = [IsStaff]
    stores_nothing = True

    @extend_schema(request=shapes.BroadcastPreviewShape, responses=shapes.BroadcastPreviewSerializer)
    def post(self, request: Request) -> Response:
        """Who would get it, whose phone would not ring, and when. Nothing is stored."""
        asked = shapes.BroadcastPreviewShape.parse(request.data)
        found = writing.preview(staff_of(request), asked.plan(), now=timezone.now())
        return Response(shapes.BroadcastPreviewSerializer(found).data)


class BroadcastsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.BroadcastSerializer))
    def get(self, request: Request) -> Response:
        """What you have written to several, the newest first; a supervisor finds those of the site, without words."""
        staff = staff_of(request)
        page = page_of(request, writing.broadcasts_of(staff), "-created_at", "id")
        store.preload(broadcast.staff_id for broadcast in page.rows)
        return Response(page.as_json(lambda row: shapes.BroadcastSerializer(row, context={"staff": staff}).data))

    @extend_schema(
        request=shapes.BroadcastShape,
        responses={201: shapes.CountedBroadcastSerializer, 200: shapes.CountedBroadcastSerializer},
    )
    def post(self, request: Request) -> Response:
        """Write to your people, or to some of them, now or at a time; it rings only who still consents then."""
        asked, now = shapes.BroadcastShape.parse(request.data), timezone.now()
        broadcast, is_new = writing.send(staff_of(request), asked.draft(request.data), now=now)
        return Response(_counted(staff_of(request), broadcast, now), status=201 if is_new else 200)


class BroadcastView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.CountedBroadcastSerializer)
    def get(self, request: Request, broadcast_id: UUID) -> Response:
        """One broadcast, and how far it got."""
        staff = staff_of(request)
        return Response(_counted(staff, writing.find(staff, broadcast_id), timezone.now()))


class CancelBroadcastView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=None, responses=shapes.CountedBroadcastSerializer)
    def post(self, request: Request, broadcast_id: UUID) -> Response:
        """Stop it: nobody else gets it, and it disappears from the phones that show it."""
        staff, now = staff_of(request), timezone.now()
        return Response(_counted(staff, writing.cancel(staff, broadcast_id, now=now), now))


class ReceivedBroadcastView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.ReceivedBroadcastSerializer)
    def get(self, request: Request, broadcast_id: UUID) -> Response:
        """What staff of your site wrote to you and others."""
        return Response(shapes.ReceivedBroadcastSerializer(reading.read(person_of(request), broadcast_id)).data)


def _counted(staff: Staff, broadcast: Broadcast, now: datetime) -> dict[str, Any]:
    shown = shapes.BroadcastSerializer(broadcast, context={"staff": staff}).data
    return {**shown, "counts": shapes.CountsSerializer(counts_of(broadcast, now=now)).data}
