from functools import lru_cache
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.permissions import IsPerson
from backend.api.conditional import cached, etag_of
from backend.api.permissions import Anyone
from backend.api.problems import Invalid, InvalidRequest, NotFound
from backend.api.views import View
from backend.coping.exercises import serializers as shapes
from backend.coping.exercises.choices import choices_of, choose_for_oneself, take_choice_back
from backend.coping.exercises.languages import tag_of
from backend.coping.exercises.published import current_shelf, library_in
from backend.coping.exercises.shelf import PACKAGED, Shelf

# An answer that was kept on the way may show for so long what was taken back.
MAX_AGE_SECONDS = 300
UNCHANGED = OpenApiResponse(description="Not modified")
LANGUAGE = OpenApiParameter(
    "language",
    OpenApiTypes.STR,
    description=f"A language tag (RFC 5646); es-MX is served by es where nothing nearer is. Without it {PACKAGED}.",
)


class LibraryView(View):
    """Open to anybody: no credentials are read, so nobody learns who looked."""

    permission_classes = [Anyone]
    authentication_classes: list[Any] = []


class ExercisesView(LibraryView):
    @extend_schema(parameters=[LANGUAGE], responses={200: shapes.LibrarySerializer, 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """All that is published in a language on one page, for use without signal too; empty where nothing is."""
        etag, exercises = _rendered(request)
        return cached(request, etag, exercises, public=True, max_age=MAX_AGE_SECONDS)


class ExerciseView(LibraryView):
    @extend_schema(parameters=[LANGUAGE], responses={200: shapes.ExerciseSerializer, 304: UNCHANGED})
    def get(self, request: Request, slug: str) -> Response:
        """One exercise with its steps, who should not do it, and the evidence behind it."""
        _, exercises = _rendered(request)
        data = next((each for each in exercises["results"] if each["slug"] == slug), None)
        if data is None:
            raise NotFound
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


def _rendered(request: Request) -> tuple[str, dict[str, Any]]:
    tag = tag_of(request.query_params.get("language", PACKAGED))
    if tag is None:
        raise InvalidRequest(Invalid("/language", "This is not a language tag, as in es or pt-BR."))
    shelf = current_shelf()
    # Tags that are served alike share an answer: nobody can push the others out by asking for odd ones.
    return _rendered_in(shelf, shelf.languages_for(tag))


@lru_cache(maxsize=64)
def _rendered_in(shelf: Shelf, asked: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """Raises Unavailable."""
    shown = shapes.Shown(asked, shelf.languages, library_in(shelf, asked))
    exercises = shapes.LibrarySerializer(shown).data
    return etag_of(exercises), exercises
