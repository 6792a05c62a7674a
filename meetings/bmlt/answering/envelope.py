"""HTTP around an answer: content type, compression, ETag, and who may keep it."""

import re
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag

from backend.api.conditional import is_unchanged
from backend.api.versions import accepts_gzip
from meetings.bmlt.answering.packed import Packed, gzipped, pieces
from meetings.bmlt.asking import Refused

CONTENT_TYPES = {
    "json": "application/json",
    "tsml": "application/json",
    "jsonp": "text/javascript; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
# A name, and nothing that a page of another site could smuggle into a script.
CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,63}", re.ASCII)
# Below it, the headers weigh more than the body.
SMALLEST_GZIP = 1_000
GZIP = "-gzip"
EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, RateLimit, RateLimit-Policy, Retry-After, Content-Disposition",
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def frame_of(data_format: str, callback: str) -> tuple[bytes, bytes]:
    """Return what goes before and after the body. Raises Refused for a callback that is no name."""
    if data_format != "jsonp":
        return b"", b""
    name = callback or "callback"
    if not CALLBACK.fullmatch(name):
        raise Refused(
            400, "The callback must be a name: a letter, _ or $, then up to 63 letters, digits, _, $ or dots."
        )
    # The comment keeps the name from being the first thing in the file (as Flash would have run it).
    return f"/**/{name}(".encode(), b");"


def kept_response(
    request: HttpRequest, packed: Packed, *, data_format: str, frame: tuple[bytes, bytes]
) -> HttpResponseBase:
    """Answer with a body that everybody may see, or with 304 to those who have it."""
    size = len(frame[0]) + packed.size + len(frame[1])
    compressed = size >= SMALLEST_GZIP and accepts_gzip(request)
    response: HttpResponseBase
    if _has_it(request, packed.digest):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = _full(packed, frame, size, compressed=compressed, content_type=CONTENT_TYPES[data_format])
    response["ETag"] = quote_etag(packed.digest + (GZIP if compressed else ""))
    response["Vary"] = "Accept-Encoding, Authorization"
    patch_cache_control(response, public=True, max_age=0)
    return response


def private_response(chunks: Iterable[bytes], *, data_format: str) -> HttpResponseBase:
    """Answer with what authority opens: nobody keeps it."""
    response = StreamingHttpResponse(chunks, content_type=CONTENT_TYPES[data_format])
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Authorization"
    return response


def refusal(refused: Refused) -> HttpResponse:
    response = HttpResponse(refused.as_json(), status=refused.status, content_type=CONTENT_TYPES["json"])
    response["Cache-Control"] = "no-store"
    return response


def _full(
    packed: Packed, frame: tuple[bytes, bytes], size: int, *, compressed: bool, content_type: str
) -> HttpResponseBase:
    before, after = frame
    if compressed:
        response: HttpResponseBase = HttpResponse(gzipped(packed, before, after), content_type=content_type)
        response["Content-Encoding"] = "gzip"
    elif packed.is_small:
        response = HttpResponse(b"".join([before, *pieces(packed), after]), content_type=content_type)
    else:
        response = StreamingHttpResponse(_within(before, packed, after), content_type=content_type)
        response["Content-Length"] = str(size)
    return response


def _within(before: bytes, packed: Packed, after: bytes) -> Iterator[bytes]:
    yield before
    yield from pieces(packed)
    yield after


def _has_it(request: HttpRequest, digest: str) -> bool:
    return any(is_unchanged(request, quote_etag(each)) for each in (digest, digest + GZIP))
