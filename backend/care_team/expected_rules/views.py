from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.keys import store
from backend.accounts.permissions import IsStaff
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from backend.care_team import expected_rules
from backend.care_team.expected_rules import serializers as shapes


class ExpectedRulesView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.ExpectedRuleSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """Which rules your site expects to fire for a person, or has expected, the latest first."""
        rows = expected_rules.marks_of(staff_of(request), person_id, now=timezone.now())
        page = page_of(request, rows, "-marked_at", "id")
        store.preload([person_id, *(row.marked_by_id for row in page.rows)])
        return Response(page.as_json(lambda row: shapes.ExpectedRuleSerializer(row).data))

    @extend_schema(
        request=shapes.MarkShape, responses={201: shapes.ExpectedRuleSerializer, 200: shapes.ExpectedRuleSerializer}
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Expect one rule of L1 to fire, for 14 days at most: it opens no alert, and the person sees that it is so.

        It takes the place of what was expected before.
        """
        asked, now = shapes.MarkShape.parse(request.data), timezone.now()
        found, is_new = expected_rules.mark(staff_of(request), person_id, asked.mark(request.data), now=now)
        return Response(shapes.ExpectedRuleSerializer(found).data, status=201 if is_new else 200)


class ExpectedRuleView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, person_id: UUID, mark_id: UUID) -> Response:
        """Expect it no longer: from now on it opens alerts again."""
        expected_rules.end_mark(staff_of(request), person_id, mark_id, now=timezone.now())
        return Response(status=204)
