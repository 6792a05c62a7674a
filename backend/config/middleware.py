"""Layers for pages only, and one policy for every answer.

Routes of the API carry no cookie: they must neither read nor set one, and every layer that they are spared makes them
cheaper.
"""

from collections.abc import Callable
from typing import ClassVar

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]


class PagesBegin:
    """Lead every request but those for pages straight to what comes after PagesEnd."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        # Django makes the last layer first.
        self._past = PagesEnd.latest

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        layer = self.get_response if request.path_info.startswith(settings.PAGES_PREFIXES) else self._past
        return layer(request)


class PagesEnd:
    """The last layer that is for pages only."""

    latest: ClassVar[Handler]

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        PagesEnd.latest = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)


class PolicyMiddleware(CSPMiddleware):
    """One policy for every answer, without nonces: written once, not for each answer."""

    def __init__(self, get_response: Handler) -> None:
        super().__init__(get_response)
        self._policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault(HEADER, self._policy)
        return response
