from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.permissions import IsStaff
from backend.aftercare.cadences import serializers as shapes
from backend.aftercare.cadences import starting
from backend.api.views import View


class StandardView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=shapes.StartShape, responses={201: shapes.StartedSerializer, 200: shapes.StartedSerializer})
    def post(self, request: Request, person_id: UUID) -> Response:
        """Start the standard check-ins of aftercare at one time of the day. What your site asks already stays so."""
        asked = shapes.StartShape.parse(request.data)
        started = starting.start_standard(staff_of(request), person_id, asked.start(request.data), now=timezone.now())
        return Response(shapes.StartedSerializer(started).data, status=201 if started.is_new else 200)


class StandardPreviewView(View):
    permission_classes = [IsStaff]
    stores_nothing = True

    @extend_schema(request=shapes.StartShape, responses=shapes.ForeseenListSerializer)
    def post(self, request: Request, person_id: UUID) -> Response:
        """Show which check-ins would be started, and when each rings next. Nothing is stored."""
        asked = shapes.StartShape.parse(request.data)
        found = starting.preview(staff_of(request), person_id, asked.start(request.data), now=timezone.now())
        return Response({"results": [shapes.ForeseenSerializer(each).data for each in found], "next": None})
