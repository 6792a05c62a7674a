"""No page of staff or organizers without a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

Handler = Callable[[HttpRequest], HttpResponseBase]

# Where a second factor is set up, and where one signs in and out.
OPEN_PREFIXES = ("/console/sign-in/", "/console/demo-sign-in/", "/console/first-admin/")
SET_UP_URL = "/console/sign-in/2fa/totp/activate/"


class SecondFactorMiddleware:
    """Lead a signed-in account without TOTP to its set-up. The demo signs in by link and has none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._is_guarded(request) and not self._has_second_factor(request):
            return redirect(SET_UP_URL)
        return self.get_response(request)

    def _is_guarded(self, request: HttpRequest) -> bool:
        return (
            request.path_info.startswith(settings.PAGES_PREFIXES)
            and not request.path_info.startswith(OPEN_PREFIXES)
            and request.user.is_authenticated
        )

    def _has_second_factor(self, request: HttpRequest) -> bool:
        return is_mfa_enabled(request.user) or (settings.DEMO and request.session.get("demo") is True)
