from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.permissions import IsPerson
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from backend.coping.cravings import serializers as shapes
from backend.coping.cravings.outcomes import record_outcome
from backend.coping.cravings.recording import answer_to, record_craving
from backend.coping.models import Craving


class CravingsView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.CravingSerializer))
    def get(self, request: Request) -> Response:
        """Your own cravings, latest first."""
        cravings = Craving.objects.filter(person=person_of(request)).select_related("session__outcome")
        page = page_of(request, cravings, "-occurred_at", "id")
        return Response(page.as_json(lambda craving: shapes.CravingSerializer(craving).data))

    @extend_schema(
        request=shapes.CravingShape,
        responses={200: shapes.CravingAnswerSerializer, 201: shapes.CravingAnswerSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say how strong an urge is; get an exercise that suits it, or people where one is not enough."""
        told = shapes.CravingShape.parse(request.data)
        body = cast(dict[str, Any], request.data)  # parse() takes nothing else
        now = timezone.now()
        craving, is_new = record_craving(person_of(request), told, body=body, now=now)
        answer = answer_to(craving, now=now)
        return Response(shapes.CravingAnswerSerializer(answer).data, status=201 if is_new else 200)


class OutcomeView(View):
    permission_classes = [IsPerson]

    @extend_schema(request=shapes.SessionOutcomeShape, responses=shapes.KeptOutcomeSerializer)
    def post(self, request: Request, session_id: UUID) -> Response:
        """Say how an exercise went. The rating may be left out; a missing one is never read as zero."""
        told = shapes.SessionOutcomeShape.parse(request.data)
        kept = record_outcome(person_of(request), session_id, told, now=timezone.now())
        return Response(shapes.KeptOutcomeSerializer(kept).data)
