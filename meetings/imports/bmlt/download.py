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
        # urllib itself would follow to ftp as well. Without a request the 302 is the answer.
        if not newurl.startswith(("http://", "https://")):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def content_of(url: str, *, max_bytes: int) -> bytes:
    """Return the body of a 200 answer. Raises SourceUnreadable."""
    request = urllib.request.Request(url, headers={"User-Agent": "Handrail", "Accept": "application/json"})  # noqa: S310 - read_feed lets only http and https through
    try:
        with urllib.request.build_opener(_WebOnlyRedirects).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return _bounded(answer, max_bytes)
    except urllib.error.HTTPError as error:
        error.close()
        raise SourceUnreadable(f"The root server answers with HTTP {error.code}.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SourceUnreadable(f"The root server did not answer: {type(error).__name__}.") from error


def _bounded(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    body = bytearray()
    give_up_at = time.monotonic() + DEADLINE_SECONDS
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > max_bytes or time.monotonic() > give_up_at:
            raise SourceUnreadable("The root server's answer is too long.")
    return bytes(body)
