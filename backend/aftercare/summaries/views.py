from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.permissions import IsStaff
from backend.aftercare.summaries import fetching, queueing
from backend.aftercare.summaries import serializers as shapes
from backend.api.problems import Invalid, InvalidRequest
from backend.api.views import View

AS = OpenApiParameter("as", str, enum=["json", "html"], description="json, or a page to print.")
NOT_KEPT = {"Cache-Control": "no-store"}


class SummariesView(View):
    permission_classes = [IsStaff]

    @extend_schema(
        request=shapes.SummaryShape, responses={201: shapes.SummarySerializer, 200: shapes.SummarySerializer}
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Ask for a summary for somebody outside, under a consent of the person. It waits seven days to be fetched."""
        asked = shapes.SummaryShape.parse(request.data)
        summary, is_new = queueing.queue(staff_of(request), person_id, asked.wish(request.data), now=timezone.now())
        return Response(shapes.SummarySerializer(summary).data, status=201 if is_new else 200)


class DocumentView(View):
    permission_classes = [IsStaff]
    problem_statuses = (409, 410)

    @extend_schema(
        parameters=[AS],
        responses={(200, "application/json"): shapes.DocumentSerializer, (200, "text/html"): OpenApiTypes.STR},
    )
    def get(self, request: Request, person_id: UUID, summary_id: UUID) -> HttpResponseBase:
        """Fetch it for its recipient: consent is asked again, and that it left goes on record."""
        form = request.query_params.get("as", "json")
        if form not in ("json", "html"):
            raise InvalidRequest(Invalid("/as", "Ask for json or html."))
        document = fetching.fetch(staff_of(request), person_id, summary_id, now=timezone.now())
        if form == "html":
            page = render_to_string("aftercare/summary.html", {"document": document})
            return HttpResponse(page, headers=NOT_KEPT)
        return Response(shapes.DocumentSerializer(document).data, headers=NOT_KEPT)
