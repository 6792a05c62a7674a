"""Sessions and messages for pages only.

Routes of the API carry no cookie: they must neither read nor set one, and an empty view without these layers costs
a third less.
"""

from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware import locale


class PagesOnly:
    """Lead every request but those for pages straight past the layer."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        layer = super().__call__ if is_page(request) else self.get_response  # type: ignore[misc]  # mixin
        return layer(request)


class SessionMiddleware(PagesOnly, sessions.SessionMiddleware):
    pass


class LocaleMiddleware(PagesOnly, locale.LocaleMiddleware):
    pass


class AuthenticationMiddleware(PagesOnly, auth.AuthenticationMiddleware):
    pass


class MessageMiddleware(PagesOnly, messages.MessageMiddleware):
    pass


class PolicyMiddleware(CSPMiddleware):
    """One policy for every answer, without nonces: written once, not for each answer."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self._policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault(HEADER, self._policy)
        return response


def is_page(request: HttpRequest) -> bool:
    return request.path_info.startswith(settings.PAGES_PREFIXES)
