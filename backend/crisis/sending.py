"""Answers that are the same for everybody, from memory: nothing is read from a disk or written to one."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import quote_etag

from backend.api.conditional import is_unchanged, mark_cached
from backend.api.versions import accepts_gzip

# Short: a line that was found dead must not be dialled for long.
MAX_AGE_SECONDS = 300


def send(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    """Answer with the body, compressed where the caller takes it; 304 when the caller has it."""
    packed = _packed(body)
    response = HttpResponse(status=304)
    if not is_unchanged(request, packed.etag):
        response = HttpResponse(body, content_type=content_type)
        if accepts_gzip(request):
            response = HttpResponse(packed.compressed, content_type=content_type)
            response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return mark_cached(response, packed.etag, public=True, max_age=MAX_AGE_SECONDS)


@dataclass(frozen=True)
class _Packed:
    etag: str
    compressed: bytes


@lru_cache(maxsize=64)
def _packed(body: bytes) -> _Packed:
    # Weak (RFC 9110, section 8.8.1): the same for the compressed and the plain bytes.
    etag = f"W/{quote_etag(hashlib.sha256(body).hexdigest()[:32])}"
    return _Packed(etag, gzip.compress(body, compresslevel=6, mtime=0))
