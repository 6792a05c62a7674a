from uuid import UUID

from csp.constants import HEADER
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, staff_of
from backend.accounts.permissions import IsPerson, IsStaff
from backend.api.conditional import IF_MATCH, cached, mark_cached, matching
from backend.api.negotiation import OnlyOne
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from backend.coping.safety_plan import serializers as shapes
from backend.coping.safety_plan import writing
from backend.coping.safety_plan.printing import STYLE, printable
from backend.coping.safety_plan.sharing import safety_plan_for

UNCHANGED = OpenApiResponse(description="Not modified")


class SafetyPlanView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(responses={200: shapes.OwnSafetyPlanSerializer, 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """Your safety plan, with the labels of its steps and its ETag. Nobody else reads it unless you share it."""
        own = writing.safety_plan_of(person_of(request))
        return cached(request, own.etag, shapes.OwnSafetyPlanSerializer(own).data, public=False)

    @extend_schema(parameters=[IF_MATCH], request=shapes.SafetyPlanShape, responses=shapes.OwnSafetyPlanSerializer)
    def put(self, request: Request) -> Response:
        """Write it anew, as a whole. What it said before is kept as a version that you alone can read."""
        plan = shapes.SafetyPlanShape.parse(request.data)
        own = writing.write_safety_plan(person_of(request), plan, check=matching(request), now=timezone.now())
        return mark_cached(Response(shapes.OwnSafetyPlanSerializer(own).data), own.etag, public=False)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Take it away with every version, for good."""
        writing.delete_safety_plan(person_of(request), check=matching(request), now=timezone.now())
        return Response(status=204)


class SafetyPlanVersionsView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.SafetyPlanVersionSerializer))
    def get(self, request: Request) -> Response:
        """All that your plan ever said, the newest first."""
        page = page_of(request, writing.versions_of(person_of(request)), "-number", "id")
        return Response(page.as_json(lambda version: shapes.SafetyPlanVersionSerializer(version).data))


class SafetyPlanVersionView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.SafetyPlanVersionSerializer)
    def get(self, request: Request, number: int) -> Response:
        """What your plan said once."""
        version = writing.find_version(person_of(request), number)
        return Response(shapes.SafetyPlanVersionSerializer(version).data)


class PrintableSafetyPlanView(View):
    permission_classes = [IsPerson]
    content_negotiation_class = OnlyOne

    @extend_schema(responses={(200, "text/html"): OpenApiTypes.STR})
    def get(self, request: Request) -> HttpResponse:
        """Your safety plan as a page to print, with the help lines of your country. It has no script."""
        page = HttpResponse(printable(person_of(request), now=timezone.now()))
        page[HEADER] = STYLE.policy
        page["Cache-Control"] = "no-store"
        return page


class SharedSafetyPlanView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.SharedSafetyPlanSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """The safety plan of somebody who shares it: what it says now, and when it was last changed."""
        shared = safety_plan_for(staff_of(request), person_id, now=timezone.now())
        return Response(shapes.SharedSafetyPlanSerializer(shared).data)
