from functools import cache
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.permissions import IsPerson
from backend.api.conditional import cached, etag_of
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.permissions import Anyone
from backend.api.problems import NotFound
from backend.api.views import View
from backend.coping import serializers as shapes
from backend.coping.cravings import answer_to, record_craving
from backend.coping.library import library
from backend.coping.models import Craving
from backend.coping.outcomes import record_outcome

MAX_AGE_SECONDS = 3600
UNCHANGED = OpenApiResponse(description="Not modified")


class LibraryView(View):
    """Open to anybody: no credentials are read, so nobody learns who looked."""

    permission_classes = [Anyone]
    authentication_classes: list[Any] = []


class ExercisesView(LibraryView):
    @extend_schema(responses={200: shapes.LibrarySerializer, 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """The whole library in one page, for use without signal too."""
        etag, exercises = _rendered_library()
        return cached(request, etag, exercises, public=True, max_age=MAX_AGE_SECONDS)


class ExerciseView(LibraryView):
    @extend_schema(responses={200: shapes.ExerciseSerializer, 304: UNCHANGED})
    def get(self, request: Request, slug: str) -> Response:
        """One exercise with its steps, who should not do it, and the evidence behind it."""
        exercise = library().exercises.get(slug)
        if exercise is None:
            raise NotFound
        data = shapes.ExerciseSerializer(exercise).data
        return cached(request, etag_of(data), data, public=True, max_age=MAX_AGE_SECONDS)


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


@cache
def _rendered_library() -> tuple[str, dict[str, Any]]:
    exercises = shapes.LibrarySerializer(library()).data
    return etag_of(exercises), exercises
