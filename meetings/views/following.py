"""For those who keep a copy of the listing: a snapshot to begin with, and what has changed since."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from backend.api import versions
from backend.api.problems import Invalid, InvalidRequest
from meetings import schemas
from meetings.sync import changes, slices, snapshot
from meetings.views.public import PublicView, refuse_unknown, single_values

DEFAULT_CHANGES = 100
MOST_CHANGES = 1_000
WHOLE = slices.Slice()


class ChangesView(PublicView):
    problem_statuses = (410,)

    @extend_schema(parameters=[schemas.ChangesQuery], responses=schemas.ChangesSchema)
    def get(self, request: Request) -> HttpResponse:
        """What has changed since a point that an earlier answer gave: meetings, and tombstones of those gone."""
        given = single_values(request)
        refuse_unknown(given, (*slices.FIELDS, "since", "limit"))
        part = slices.parse_slice(given)
        found = changes.changes_since(given.get("since") or "0", part, limit=_limit(given.get("limit", "")))
        return HttpResponse(
            changes.as_json(found), content_type="application/json", headers={"Cache-Control": "no-cache"}
        )


class SnapshotView(PublicView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Whoever asks only whether the copy is still good is told before limits and negotiation: it costs one query.
        return _unchanged(request) or super().dispatch(request, *args, **kwargs)

    @extend_schema(parameters=[schemas.SliceQuery], responses=schemas.SnapshotSchema)
    def get(self, request: Request) -> HttpResponseBase:
        """All meetings, or those of a part, in one compressed file: a phone takes it once and then asks for changes."""
        part = _slice(request)
        version = snapshot.version_of(part)
        return versions.respond(request._request, _file(part), version, partial(snapshot.make, part))


def _unchanged(request: HttpRequest) -> HttpResponseBase | None:
    if request.method not in ("GET", "HEAD") or "HTTP_IF_NONE_MATCH" not in request.META:
        return None
    try:
        part = _whole_or_slice(request)
    except InvalidRequest:
        return None  # refused in the usual way
    return versions.known(request, _file(part), snapshot.version_of(part))


def _whole_or_slice(request: HttpRequest) -> slices.Slice:
    """As `_slice`, without reading anything where nothing is asked for."""
    return _slice(request) if request.META.get("QUERY_STRING") else WHOLE


def _slice(request: Request | HttpRequest) -> slices.Slice:
    given = single_values(request)
    refuse_unknown(given, slices.FIELDS)
    return slices.parse_slice(given)


def _file(part: slices.Slice) -> str:
    return f"snapshot-{part.name}"


def _limit(text: str) -> int:
    if not text:
        return DEFAULT_CHANGES
    if not (text.isascii() and text.isdigit() and len(text) <= 4) or not 1 <= int(text) <= MOST_CHANGES:
        raise InvalidRequest(Invalid("/limit", f"Use a whole number from 1 to {MOST_CHANGES}."))
    return int(text)
