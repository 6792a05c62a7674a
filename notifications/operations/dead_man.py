"""A ping to a watcher outside while delivery is well: its silence is the alarm that works when all else is dead."""

import http.client
import urllib.request
from typing import Any

import structlog

from notifications import vitals

TIMEOUT_SECONDS = 5

log = structlog.get_logger(__name__)


def ping(url: str) -> None:
    """GET the address, unless something is wrong. The address is a secret: whoever knows it can silence the alarm."""
    unwell = [check for check, state in vitals.checks().items() if state != "ok"]
    if unwell:
        log.error("no sign of life given", code=",".join(unwell))
        return
    try:
        with _opener.open(url, timeout=TIMEOUT_SECONDS):
            log.debug("sign of life given")
    except (OSError, http.client.HTTPException) as error:
        log.error("sign of life not taken", code=type(error).__name__)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """Go nowhere else: only the configured address was checked."""


# No proxy of the environment, and http and https only.
_opener = urllib.request.OpenerDirector()
for handler in (
    urllib.request.HTTPHandler(),
    urllib.request.HTTPSHandler(),
    urllib.request.HTTPErrorProcessor(),
    urllib.request.HTTPDefaultErrorHandler(),
    _NoRedirects(),
):
    _opener.add_handler(handler)
