from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.audit import accounting, disclosures
from backend.accounts.audit import serializers as shapes
from backend.accounts.callers import person_of, staff_of
from backend.accounts.permissions import IsPerson, IsStaff
from backend.api.pages import Page, PageQuery, limit_of, make_cursor, read_cursor
from backend.api.problems import Invalid, InvalidRequest
from backend.api.views import View

AS = OpenApiParameter("as", str, enum=["csv"], description="Everything at once, as a file.")
# Cursors of this list fit no other.
CURSOR = "me/accounting"


class AccountingView(View):
    permission_classes = [IsPerson]

    @extend_schema(
        parameters=[PageQuery, AS],
        responses={
            (200, "application/json"): shapes.EntryPageSerializer,
            (200, "text/csv"): OpenApiTypes.STR,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """What you agreed to and took back, what was disclosed to whom and why, the newest first."""
        now, person = timezone.now(), person_of(request)
        match request.query_params.get("as"):
            case "csv":
                text = accounting.as_csv(accounting.entries_of(person, now=now))
                headers = {"Content-Disposition": 'attachment; filename="accounting.csv"'}
                return HttpResponse(text, "text/csv; charset=utf-8", headers=headers)
            case None:
                page = _page(request, now)
                return Response(page.as_json(lambda entry: shapes.EntrySerializer(entry).data))
        raise InvalidRequest(Invalid("/as", "Ask for csv, or leave it out."))


class RecordDisclosureView(View):
    permission_classes = [IsStaff]

    @extend_schema(
        request=shapes.ToldShape, responses={201: shapes.DisclosureSerializer, 200: shapes.DisclosureSerializer}
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Put on record what was told without a consent, by order, report or in an emergency: for supervisors."""
        told = shapes.ToldShape.parse(request.data).told(request.data)
        recorded, is_new = disclosures.record(staff_of(request), person_id, told, now=timezone.now())
        return Response(shapes.DisclosureSerializer(recorded).data, status=201 if is_new else 200)


def _page(request: Request, now: datetime) -> Page:
    limit, cursor = limit_of(request), request.query_params.get("cursor")
    after = None
    if cursor:
        at, last_id = read_cursor(cursor, CURSOR)
        after = datetime.fromisoformat(at), UUID(last_id)
    found = accounting.entries_of(person_of(request), now=now, after=after, limit=limit + 1)
    shown = found[:limit]
    more = len(found) > limit
    return Page(shown, make_cursor([shown[-1].at.isoformat(), str(shown[-1].id)], CURSOR) if more else None)
