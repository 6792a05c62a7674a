"""Around every page of staff and organizers: a second factor before it, and headers that fit pages."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from backend.console.sign_in import second_factor

Handler = Callable[[HttpRequest], HttpResponseBase]

# Where one signs in and out and sets up a second factor.
OPEN_PREFIXES = ("/console/sign-in/", "/console/demo-sign-in/", "/console/first-admin/")
# The stock admin has a sign-in page of its own, which asks for a password only.
ADMIN_SIGN_IN = "/admin/login/"


class SecondFactorMiddleware:
    """Lead a signed-in account to its TOTP, or to the set-up of one. The demo signs in by link and has none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._led_elsewhere(request) or self.get_response(request)
        add_never_cache_headers(response)
        # With no-referrer, the policy of the API, browsers send forms with `Origin: null`, and CSRF refuses them.
        # Other sites learn nothing from this one either.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _led_elsewhere(self, request: HttpRequest) -> HttpResponseBase | None:
        if request.path_info == ADMIN_SIGN_IN:
            return _redirect("account_login", request.GET.get("next", "/admin/"))
        if request.path_info.startswith(OPEN_PREFIXES) or not request.user.is_authenticated:
            return None
        if self._is_demo(request):
            return None
        if not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        if not second_factor.was_shown(request):
            return _redirect("mfa_reauthenticate", request.get_full_path())
        return None

    def _is_demo(self, request: HttpRequest) -> bool:
        return settings.DEMO and request.session.get("demo") is True


def _redirect(name: str, following: str) -> HttpResponseBase:
    return redirect(f"{reverse(name)}?{urlencode({'next': following})}")
