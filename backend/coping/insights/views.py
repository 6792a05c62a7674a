from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, staff_of
from backend.accounts.permissions import IsPerson, IsStaff
from backend.api.problems import Invalid, InvalidRequest, NotFound
from backend.api.views import View
from backend.coping.exercises.library import library
from backend.coping.exercises.published import current_shelf, everything_for
from backend.coping.insights import reading
from backend.coping.insights.charts import CHARTS, chart
from backend.coping.insights.serializers import InsightsSerializer

PRIVATE = {"Cache-Control": "private, no-store"}
DAYS = OpenApiParameter(
    "days",
    OpenApiTypes.INT,
    description=f"How far back: {reading.SHORTEST_DAYS} to {reading.LONGEST_DAYS}; without it {reading.USUAL_DAYS}. "
    f"Of more than {reading.MOST_CRAVINGS:,} cravings the newest are read.",
)


class InsightsView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[DAYS], responses=InsightsSerializer)
    def get(self, request: Request) -> Response:
        """What you logged, summed up: when, at what, how strong, and what was followed by how much of a drop."""
        person = person_of(request)
        told = reading.insights_of(person, days=_days(request), now=timezone.now())
        exercises = everything_for(current_shelf(), person.locale).exercises
        return Response(InsightsSerializer(told, context={"exercises": exercises}).data, headers=PRIVATE)


class InsightsChartView(View):
    """A picture to put into a page. Its drawing is made of the numbers that InsightsView gives."""

    permission_classes = [IsPerson]

    @extend_schema(parameters=[DAYS], responses={(200, "image/svg+xml"): OpenApiTypes.STR})
    def get(self, request: Request, name: str) -> HttpResponse:
        """One of hours, weekdays, triggers, trend as SVG."""
        if name not in CHARTS:
            raise NotFound
        told = reading.insights_of(person_of(request), days=_days(request), now=timezone.now())
        return HttpResponse(chart(name, told.insights), content_type="image/svg+xml", headers=PRIVATE)


class PersonInsightsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[DAYS], responses=InsightsSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """A person's craving log summed up, as far as they share it: the log and what exercises did, each by itself."""
        told = reading.insights_for(staff_of(request), person_id, days=_days(request), now=timezone.now())
        return Response(InsightsSerializer(told, context={"exercises": library().exercises}).data)


def _days(request: Request) -> int:
    text = request.query_params.get("days", str(reading.USUAL_DAYS))
    if not (text.isascii() and text.isdigit()) or not reading.SHORTEST_DAYS <= int(text) <= reading.LONGEST_DAYS:
        shortest, longest = reading.SHORTEST_DAYS, reading.LONGEST_DAYS
        raise InvalidRequest(Invalid("/days", f"Use a whole number from {shortest} to {longest}."))
    return int(text)
