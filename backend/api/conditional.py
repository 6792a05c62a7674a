"""ETag, If-None-Match and If-Match (RFC 9110, section 13)."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags, quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.problems import PreconditionFailed

R = TypeVar("R", bound=HttpResponseBase)
# What a use case calls with the ETag of the thing that it found; it raises when the caller has read another version.
Check = Callable[[str], None]
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The ETag that was read; another: 412."
)


def etag_of(*parts: object) -> str:
    """Return a strong, quoted ETag over versions or content."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return quote_etag(digest[:32])


def is_unchanged(request: Request | HttpRequest, etag: str) -> bool:
    """Compare weakly, as If-None-Match does (RFC 9110, section 13.1.2)."""
    # `request.headers` would read all of them.
    header = request.META.get("HTTP_IF_NONE_MATCH", "")
    wanted = parse_etags(header) if header else []
    return "*" in wanted or etag.removeprefix("W/") in [tag.removeprefix("W/") for tag in wanted]


def cached(request: Request, etag: str, data: Any, *, public: bool, max_age: int = 0) -> Response:
    """Answer 304 when the client has it, else the data with its ETag."""
    response = Response(status=304) if is_unchanged(request, etag) else Response(data)
    return mark_cached(response, etag, public=public, max_age=max_age)


def unless_unchanged(request: Request, etag: str, response: HttpResponse) -> HttpResponse:
    """Mark what anyone may keep; answer 304 in its place when the client has it."""
    return mark_cached(HttpResponse(status=304) if is_unchanged(request, etag) else response, etag, public=True)


def mark_cached(response: R, etag: str, *, public: bool, max_age: int = 0) -> R:
    response["ETag"] = etag
    response["Cache-Control"] = f"{'public' if public else 'private'}, max-age={max_age}"
    return response


def require_match(request: Request, etag: str) -> None:
    """Raise PreconditionFailed when If-Match names another version; without the header every version passes.

    A header that cannot be read names none that we know: the caller did not want to write over what it has not seen.
    """
    header = request.headers.get("If-Match")
    wanted = parse_etags(header or "")
    if header is not None and "*" not in wanted and etag not in wanted:
        raise PreconditionFailed


def matching(request: Request) -> Check:
    return lambda etag: require_match(request, etag)
