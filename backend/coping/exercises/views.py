from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.conditional import cached, etag_of
from backend.api.permissions import Anyone
from backend.api.problems import NotFound
from backend.api.views import View
from backend.coping.exercises import serializers as shapes
from backend.coping.exercises.library import library

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


@cache
def _rendered_library() -> tuple[str, dict[str, Any]]:
    exercises = shapes.LibrarySerializer(library()).data
    return etag_of(exercises), exercises
