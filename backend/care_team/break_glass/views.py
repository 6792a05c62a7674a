from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.permissions import IsStaff
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from backend.care_team.break_glass import breaking, reviewing
from backend.care_team.break_glass import serializers as shapes


class BreakGlassesView(View):
    permission_classes = [IsStaff]
    problem_statuses = (404,)

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.BreakGlassSerializer))
    def get(self, request: Request) -> Response:
        """When the glass was broken, by you, or for a supervisor at the whole site; the newest first."""
        now, staff = timezone.now(), staff_of(request)
        page = page_of(request, reviewing.glasses_of(staff), "-started_at", "id")
        reviewing.look_at(staff, page.rows, now=now)
        return Response(page.as_json(lambda glass: shapes.BreakGlassSerializer(glass).data))

    @extend_schema(
        request=shapes.BreakGlassShape, responses={201: shapes.BrokenSerializer, 200: shapes.BrokenSerializer}
    )
    def post(self, request: Request) -> Response:
        """See one person for 60 minutes, in a medical emergency. Supervisors hear of it now, the person afterwards."""
        asked = shapes.BreakGlassShape.parse(request.data)
        broken = breaking.break_glass(staff_of(request), asked.emergency(request.data), now=timezone.now())
        return Response(shapes.BrokenSerializer(broken).data, status=201 if broken.is_new else 200)


class BreakGlassBarView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=shapes.BarShape, responses=shapes.BreakGlassSerializer)
    def post(self, request: Request, glass_id: UUID) -> Response:
        """Keep it from the person where telling would endanger somebody: a supervisor's decision, with a reason."""
        asked, now, staff = shapes.BarShape.parse(request.data), timezone.now(), staff_of(request)
        glass = reviewing.bar_telling(staff, glass_id, asked.reason, now=now)
        reviewing.look_at(staff, [glass], now=now)
        return Response(shapes.BreakGlassSerializer(glass).data)
