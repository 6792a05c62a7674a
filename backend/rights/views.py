from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from backend.accounts import serializers as shapes
from backend.accounts.callers import person_of
from backend.accounts.permissions import IsPerson
from backend.api.conditional import cached, etag_of, mark_cached, require_match
from backend.api.views import View
from backend.rights import erasure, export
from backend.rights.foretelling import foretell
from backend.rights.profile import change_profile
from backend.rights.renderers import PARAMETER, AsAsked, PageRenderer, TablesRenderer
from backend.rights.serializers import ForetoldSerializer


class MeView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(responses=shapes.PersonSerializer)
    def get(self, request: Request) -> Response:
        """Your own account."""
        data = shapes.PersonSerializer(person_of(request)).data
        return cached(request, etag_of(data), data, public=False)

    @extend_schema(request=shapes.ProfileShape, responses=shapes.PersonSerializer)
    def patch(self, request: Request) -> Response:
        """Change handle, language, zone or country. A new zone moves the reminders that follow you."""
        person = person_of(request)
        require_match(request, etag_of(shapes.PersonSerializer(person).data))
        profile = shapes.ProfileShape.parse(request.data)
        changed = shapes.PersonSerializer(change_profile(person, profile, now=timezone.now())).data
        return mark_cached(Response(changed), etag_of(changed), public=False)

    def get_throttles(self) -> list[BaseThrottle]:
        """No limit stands before an erasure."""
        return [] if self.request.method == "DELETE" else super().get_throttles()

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Erase your account and everything kept about you, at once and for good."""
        erasure.erase(person_of(request), now=timezone.now())
        return Response(status=204)


class ErasureView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=ForetoldSerializer)
    def get(self, request: Request) -> Response:
        """What erasing your account would mean: who stops knowing, what is kept and why. Nothing is done yet."""
        return Response(ForetoldSerializer(foretell(person_of(request), now=timezone.now())).data)


class ExportView(View):
    permission_classes = [IsPerson]
    renderer_classes = [JSONRenderer, TablesRenderer, PageRenderer]
    content_negotiation_class = AsAsked

    @extend_schema(
        parameters=[OpenApiParameter(PARAMETER, str, enum=["json", "csv", "html"])],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "application/zip"): OpenApiTypes.BINARY,
            (200, "text/html"): OpenApiTypes.STR,
        },
    )
    def get(self, request: Request) -> Response:
        """Everything kept about you: as JSON, as tables for a spreadsheet, or as a page to read."""
        return Response(export.export(person_of(request), now=timezone.now()), headers={"Cache-Control": "no-store"})
