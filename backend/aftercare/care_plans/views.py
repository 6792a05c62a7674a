from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, staff_of
from backend.accounts.keys import store
from backend.accounts.permissions import IsPerson, IsStaff
from backend.aftercare.care_plans import correcting, writing
from backend.aftercare.care_plans import serializers as shapes
from backend.aftercare.care_plans.writing import SitePlan
from backend.api.conditional import IF_MATCH, require_match
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View


class PlanView(View):
    permission_classes = [IsStaff]
    problem_statuses = (412,)

    @extend_schema(responses=shapes.SitePlanSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """What your site plans with a person, with its ETag, and what they say is not right in it."""
        return _shown(writing.plan_for(staff_of(request), person_id, now=timezone.now()))

    @extend_schema(parameters=[IF_MATCH], request=shapes.PlanShape, responses=shapes.SitePlanSerializer)
    def put(self, request: Request, person_id: UUID) -> Response:
        """Write the plan anew, as a whole. The ones before are kept. It takes no amount, no dose and no taper step."""
        contents = shapes.PlanShape.parse(request.data)
        plan = writing.write_plan(
            staff_of(request),
            person_id,
            contents,
            check=lambda etag: require_match(request, etag),
            now=timezone.now(),
        )
        return _shown(plan)


class PlanVersionsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.VersionSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """What was planned with a person, the newest first: who wrote it, and when."""
        versions = writing.versions_for(staff_of(request), person_id, now=timezone.now())
        page = page_of(request, versions, "-number", "id")
        store.preload(version.written_by_id for version in page.rows)
        return Response(page.as_json(lambda version: shapes.VersionSerializer(version).data))


class ResolveCorrectionView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=None, responses=shapes.CorrectionSerializer)
    def post(self, request: Request, person_id: UUID, correction_id: UUID) -> Response:
        """Say that a correction is dealt with. The person sees that it is."""
        correction = correcting.resolve(staff_of(request), person_id, correction_id, now=timezone.now())
        return Response(shapes.CorrectionSerializer(correction).data)


class OwnPlansView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.OwnPlanListSerializer)
    def get(self, request: Request) -> Response:
        """What is planned with you, at each site, and what you have said about it."""
        plans = correcting.plans_of(person_of(request), now=timezone.now())
        return Response({"results": [shapes.OwnPlanSerializer(plan).data for plan in plans], "next": None})


class CorrectionsView(View):
    permission_classes = [IsPerson]
    problem_statuses = (422,)

    @extend_schema(
        request=shapes.CorrectionShape,
        responses={201: shapes.CorrectionSerializer, 200: shapes.CorrectionSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say what is not right in your plan. Your care team is told, and you see when they have dealt with it."""
        asked = shapes.CorrectionShape.parse(request.data)
        correction, is_new = correcting.correct(person_of(request), asked.draft(request.data), now=timezone.now())
        return Response(shapes.CorrectionSerializer(correction).data, status=201 if is_new else 200)


def _shown(plan: SitePlan) -> Response:
    return Response(shapes.SitePlanSerializer(plan).data, headers={"ETag": plan.etag})
