"""Who may speak to the inbox: programs and pages of this machine alone.

A page anywhere on the web can make a browser call loopback addresses, under a name of its own (DNS rebinding)
or across origins. The first is refused by its Host header, the second by its Origin.
"""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_is_own_host = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE).fullmatch

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    host = request.headers.get("Host", "")
    if not _is_own_host(host):
        return _refusal(421, "The push inbox answers to localhost, 127.0.0.1 and [::1] only.")
    origin = request.headers.get("Origin")
    if origin is not None and request.method not in ("GET", "HEAD") and origin != f"http://{host}":
        return _refusal(403, "The push inbox takes no requests from pages of another origin.")
    return await handler(request)


def _refusal(status: int, text: str) -> web.Response:
    return web.json_response({"error": {"code": status, "message": text}}, status=status)
