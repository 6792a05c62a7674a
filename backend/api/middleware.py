"""Body size and request log."""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from backend.api.problems import BodyTooLarge, plain_response

Handler = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("backend.api")


class BodyLimitMiddleware:
    """Refuse a body that announces more than DATA_UPLOAD_MAX_MEMORY_SIZE before it is read.

    Under /v1/ Django refuses it when the view asks for it: by then it is known who asks, and the country of their help.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/v1/"):
            return self.get_response(request)
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
            return plain_response(BodyTooLarge())
        return self.get_response(request)


class RequestLogMiddleware:
    """Write one line a request: the route pattern, never the path or the query, which can hold ids and places."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else "unknown"
        log.info(
            "request",
            method=request.method if request.method in KNOWN_METHODS else "other",
            route=route,
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return response


KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
