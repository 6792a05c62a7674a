from functools import cache
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.permissions import IsPerson
from backend.api.conditional import cached, etag_of
from backend.api.permissions import Anyone
from backend.api.problems import NotFound
from backend.api.views import View
from backend.coping.exercises import serializers as shapes
from backend.coping.exercises.choices import choices_of, choose_for_oneself, take_choice_back
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


class ChoicesView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.ChoicesSerializer)
    def get(self, request: Request) -> Response:
        """Your own marks: favourites, and what is never offered to you."""
        choices = choices_of(person_of(request)).items()
        results = [{"exercise": slug, "choice": choice} for slug, choice in choices]
        return Response(shapes.ChoicesSerializer({"results": results, "next": None}).data)


class ChoiceView(View):
    permission_classes = [IsPerson]

    @extend_schema(request=shapes.ChoiceShape, responses=shapes.ChoiceSerializer)
    def put(self, request: Request, slug: str) -> Response:
        """Mark an exercise. One that is not for you is never offered again; the library still shows it."""
        told = shapes.ChoiceShape.parse(request.data)
        chosen = choose_for_oneself(person_of(request), slug, told.choice, now=timezone.now())
        return Response(shapes.ChoiceSerializer(chosen).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Take a mark back."""
        take_choice_back(person_of(request), slug)
        return Response(status=204)


@cache
def _rendered_library() -> tuple[str, dict[str, Any]]:
    exercises = shapes.LibrarySerializer(library()).data
    return etag_of(exercises), exercises
