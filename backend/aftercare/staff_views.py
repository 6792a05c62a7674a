from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.permissions import IsStaff
from backend.aftercare import check_in_schedules, check_ins, trends
from backend.aftercare import serializers as shapes
from backend.aftercare.schedule_serializers import ScheduleSerializer, ScheduleShape
from backend.aftercare.trend_serializers import TrendListSerializer, TrendSerializer
from backend.api.pages import LIMIT, PageQuery, limit_of, page_of, page_schema
from backend.api.views import View


class SchedulesView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(ScheduleSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """What is planned for a person."""
        now = timezone.now()
        rows = check_in_schedules.schedules_for(staff_of(request), person_id, now=now)
        page = page_of(request, rows, "-created_at", "pk")
        return Response(page.as_json(lambda row: ScheduleSerializer(check_in_schedules.planned(row, now=now)).data))

    @extend_schema(request=ScheduleShape, responses={201: ScheduleSerializer, 200: ScheduleSerializer})
    def post(self, request: Request, person_id: UUID) -> Response:
        """Plan check-ins for a person, in their own local time or in a fixed zone."""
        asked = ScheduleShape.parse(request.data)
        planned = check_in_schedules.schedule_check_ins(
            staff_of(request), person_id, asked.draft(request.data), now=timezone.now()
        )
        return Response(ScheduleSerializer(planned).data, status=201 if planned.is_new else 200)


class ScheduleView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, person_id: UUID, schedule_id: UUID) -> Response:
        """End a schedule. Check-ins that are open stay open."""
        check_in_schedules.cancel_schedule(staff_of(request), person_id, schedule_id, now=timezone.now())
        return Response(status=204)


class PersonTrendsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[LIMIT], responses=TrendListSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """A person's scores over time, by instrument and scale, the newest first; `limit` counts points.

        A change is named only beyond what is published as reliable, against the last score before it of the same
        version.
        """
        found = trends.trends_for(staff_of(request), person_id, limit=limit_of(request), now=timezone.now())
        return Response({"results": TrendSerializer(found, many=True).data, "next": None})


class PersonCheckInsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.AnsweredCheckInSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """A person's check-ins with answers and scores, the newest first."""
        rows = check_ins.history_for(staff_of(request), person_id, now=timezone.now())
        page = page_of(request, rows, "-opened_at", "id")
        return Response(page.as_json(lambda row: shapes.AnsweredCheckInSerializer(row).data))

    @extend_schema(request=shapes.AskNowShape, responses={201: shapes.StateSerializer, 200: shapes.StateSerializer})
    def post(self, request: Request, person_id: UUID) -> Response:
        """Ask a person now, outside any schedule."""
        asked = shapes.AskNowShape.parse(request.data)
        opened = check_ins.ask_now(staff_of(request), person_id, asked.wish(request.data), now=timezone.now())
        data = shapes.StateSerializer(opened.check_in).data
        return Response(data, status=201 if opened.is_new else 200)
