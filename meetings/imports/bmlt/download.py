"""Fetching from a root server: http and https only, bounded in time and size."""

import http.client
import time
import urllib.error
import urllib.request

from meetings.imports.report import SourceUnreadable

TIMEOUT_SECONDS = 30
# For one answer: a server that drips a byte at a time would hold the import for ever.
DEADLINE_SECONDS = 300
CHUNK = 1024 * 1024


class _WebOnlyRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        # urllib itself would follow to ftp as well.
        if not newurl.startswith(("http://", "https://")):
            raise urllib.error.URLError("redirected away from the web")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def content_of(url: str, *, max_bytes: int) -> bytes:
    """Return the body of a 200 answer. Raises SourceUnreadable."""
    request = urllib.request.Request(url, headers={"User-Agent": "Handrail", "Accept": "application/json"})  # noqa: S310 - read_feed lets only http and https through
    try:
        with urllib.request.build_opener(_WebOnlyRedirects).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return _bounded(answer, max_bytes)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = f"HTTP {error.code}" if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        raise SourceUnreadable(f"The root server did not answer: {reason}.") from error


def _bounded(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    body = bytearray()
    give_up_at = time.monotonic() + DEADLINE_SECONDS
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > max_bytes or time.monotonic() > give_up_at:
            raise SourceUnreadable("The root server's answer is too long.")
    return bytes(body)
