"""Asking a root server: GET only, http and https only, this server only, bounded in time and size."""

import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from meetings.moving_over.answers import Answer
from meetings.moving_over.queries import Query

MAX_BYTES = 256 * 1024 * 1024
CHUNK = 1024 * 1024
MAX_REDIRECTS = 5
# A server that says "later" is asked again so many times, after no more than so long.
PATIENCE = 3
LONGEST_WAIT_SECONDS = 60.0
TOO_MANY_REQUESTS = 429
# Every root server answers this one, and cheaply.
GREETING = Query("json", (("switcher", "GetServerInfo"),))


class NotAnAddressError(Exception):
    """The message says what an address must be."""


class UnansweredError(Exception):
    """No answer came, or none that could be taken; the message says why."""


@dataclass(frozen=True)
class RootServer:
    """`address` is what stands before `/client_interface`."""

    address: str
    timeout_seconds: float
    max_bytes: int = MAX_BYTES

    def ask(self, query: Query) -> Answer:
        """Raises UnansweredError."""
        callback = "&callback=compare" if query.data_format == "jsonp" else ""
        url = f"{self.address}/client_interface/{query}{callback}"
        for _ in range(PATIENCE):
            answer, wait_seconds = self._get(url)
            if answer.status != TOO_MANY_REQUESTS:
                return answer
            time.sleep(wait_seconds)
        raise UnansweredError("too many requests; ask more slowly with --pause")

    def _get(self, url: str) -> tuple[Answer, float]:
        request = urllib.request.Request(url, headers={"User-Agent": "Handrail bmlt_compare"})  # noqa: S310 - server_at lets only http and https through
        opener = urllib.request.build_opener(_SameServer)
        try:
            with opener.open(request, timeout=self.timeout_seconds) as response:
                return Answer(response.status, self._body(response)), 0
        except urllib.error.HTTPError as error:
            error.close()
            return _refusal(error), _wait_seconds(error.headers)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UnansweredError(_words_for(error)) from error

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        body = bytearray()
        give_up_at = time.monotonic() + self.timeout_seconds
        while chunk := response.read1(CHUNK):
            body += chunk
            if len(body) > self.max_bytes:
                raise UnansweredError(f"an answer of more than {self.max_bytes} bytes")
            if time.monotonic() > give_up_at:
                raise UnansweredError("an answer without end")
        return bytes(body)


def server_at(address: str, *, timeout_seconds: float) -> RootServer:
    """Raises NotAnAddressError unless it is a plain web address: no user name, no query."""
    try:
        parts = urlsplit(address)
        is_plain = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_plain = False
    if not is_plain or set(address) & set(" @?#\\") or not (address.isascii() and address.isprintable()):
        raise NotAnAddressError("not an address such as https://bmlt.example.org/main_server")
    return RootServer(address.rstrip("/"), timeout_seconds)


def _refusal(error: urllib.error.HTTPError) -> Answer:
    if 300 <= error.code < 400:
        raise UnansweredError(f"a redirect to {error.headers.get('Location', 'nowhere')!r} that is not followed")
    return Answer(error.code)


def _wait_seconds(headers: Any) -> float:
    told = str(headers.get("Retry-After", ""))
    return min(float(told), LONGEST_WAIT_SECONDS) if told.isascii() and told.isdigit() else 1.0


def _words_for(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    return f"{type(reason).__name__}: {reason}"


class _SameServer(urllib.request.HTTPRedirectHandler):
    """Follow to http or https on the host that was asked, so that nobody else learns the queries."""

    max_redirections = MAX_REDIRECTS
    max_repeats = 2

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        target = urlsplit(newurl)
        if target.scheme not in ("http", "https") or target.hostname != urlsplit(req.full_url).hostname:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)
