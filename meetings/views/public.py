"""The listing, open to anyone: no account, no cookie."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.conditional import cached, etag_of, unless_unchanged
from backend.api.negotiation import OnlyOne
from backend.api.pages import PageQuery, page_of
from backend.api.permissions import Anyone
from backend.api.problems import Invalid, InvalidRequest, NotFound
from backend.api.serializers import UNKNOWN
from backend.api.views import View
from meetings import schemas
from meetings.models import Format, ServiceBody
from meetings.search.answers import detail_answer, page_answer
from meetings.search.criteria import parse_criteria
from meetings.search.find import documents_of, find_meetings


class PublicView(View):
    permission_classes = [Anyone]
    # Credentials are not read: a token that has ended must not close the listing.
    authentication_classes: list[Any] = []
    content_negotiation_class = OnlyOne


class MeetingsView(PublicView):
    @extend_schema(parameters=[schemas.SearchSchema], responses=schemas.FoundPageSchema)
    def get(self, request: Request) -> HttpResponse:
        """Search meetings: near a place, by text, day, time, format or language; on now, or starting soon."""
        now = timezone.now()
        found = find_meetings(parse_criteria(single_values(request)), now=now)
        return _answer(request, page_answer(found, now=now))


class MeetingSearchView(PublicView):
    """The same search with its fields in the body, so that no place stands in a URL."""

    stores_nothing = True

    @extend_schema(request=schemas.SearchSchema, responses=schemas.FoundPageSchema)
    def post(self, request: Request) -> HttpResponse:
        if not isinstance(request.data, dict):
            raise InvalidRequest(Invalid("", "The body must be a JSON object."))
        now = timezone.now()
        found = find_meetings(parse_criteria(request.data), now=now)
        return HttpResponse(page_answer(found, now=now), content_type="application/json")


class MeetingView(PublicView):
    @extend_schema(responses=schemas.MeetingSchema)
    def get(self, request: Request, meeting_id: int) -> HttpResponse:
        """One meeting, with its next occurrence."""
        now = timezone.now()
        document = documents_of([meeting_id], now=now).get(meeting_id)
        if document is None:
            raise NotFound
        return _answer(request, detail_answer(document, now=now))


class FormatsView(PublicView):
    @extend_schema(parameters=[PageQuery], responses=schemas.FormatPageSchema)
    def get(self, request: Request) -> Response:
        """What meetings can be like: their formats, with their names in each language."""
        page = page_of(request, Format.objects.prefetch_related("translations"), "id")
        data = page.as_json(lambda each: schemas.FormatSchema(each).data)
        return cached(request, etag_of(data), data, public=True)


class ServiceBodiesView(PublicView):
    @extend_schema(parameters=[PageQuery], responses=schemas.ServiceBodyPageSchema)
    def get(self, request: Request) -> Response:
        """The service bodies that list meetings."""
        page = page_of(request, ServiceBody.objects.all(), "id")
        data = page.as_json(lambda each: schemas.ServiceBodySchema(each).data)
        return cached(request, etag_of(data), data, public=True)


def single_values(request: Request | HttpRequest) -> dict[str, str]:
    """Take a repeated parameter as a list, as in a body."""
    return {name: ",".join(values) for name, values in request.GET.lists()}


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise InvalidRequest: a misspelt parameter that is dropped would be a wish that is lost."""
    unknown = [Invalid(f"/{name}", UNKNOWN) for name in sorted(set(given) - set(known))]
    if unknown:
        raise InvalidRequest(*unknown)


def _answer(request: Request, content: str) -> HttpResponse:
    """Send stored documents. They may be kept and are asked for again each time: a listing can change at any moment."""
    return unless_unchanged(request, etag_of(content), HttpResponse(content, content_type="application/json"))
