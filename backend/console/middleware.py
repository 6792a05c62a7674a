"""Around every page of staff and organizers: a session that lasts, a second factor, and headers that fit pages."""

from collections.abc import Callable
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from backend.accounts.factors import factors_of
from backend.accounts.models import Account
from backend.console.models import ConsoleSession
from backend.console.sign_in import second_factor, sessions

Handler = Callable[[HttpRequest], HttpResponseBase]

# Where one signs in and out and sets up a first second factor.
OPEN_PREFIXES = ("/console/sign-in/", "/console/demo-sign-in/", "/console/first-admin/")
# What a page asks by itself is no sign of a human.
ASKED_BY_SCRIPTS = ("GET", "/console/sign-in/time/")
# Where a browser's session says which row of ours is its own.
KEPT_AS = "console_session"
# The stock admin has a sign-in page of its own, which asks for a password only.
ADMIN_SIGN_IN = "/admin/login/"


class ConsoleSessionMiddleware:
    """Sign out whose time is over, or whom another place has signed out, and keep the list of sessions true."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        now = timezone.now()
        came_with = request.session.get(KEPT_AS)
        if request.user.is_authenticated:
            self._carry_on(request, came_with, now)
        response = self.get_response(request)
        # The request may have signed out, in, or in as somebody else.
        if came_with and came_with != request.session.get(KEPT_AS):
            sessions.forget(came_with)
        if request.user.is_authenticated and KEPT_AS not in request.session:
            self._begin(request, now)
        return response

    def _carry_on(self, request: HttpRequest, session_id: str | None, now: datetime) -> None:
        if session_id is None:
            # Signed in before the upgrade that brought this list.
            self._begin(request, now)
            return
        is_activity = (request.method, request.path_info) != ASKED_BY_SCRIPTS
        try:
            session = sessions.carry_on(session_id, is_activity=is_activity, now=now)
        except sessions.SessionOver as over:
            logout(request)
            messages.info(request, str(over))
        else:
            _put(request, session)

    def _begin(self, request: HttpRequest, now: datetime) -> None:
        session = sessions.begin(cast(Account, request.user), request.headers.get("User-Agent", ""), now=now)
        request.session[KEPT_AS] = str(session.pk)
        _put(request, session)


class SecondFactorMiddleware:
    """Open no page without a second factor, but those that set one up. The demo signs in by link and has none."""

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
            following = urlencode({"next": request.GET.get("next", "/admin/")})
            return redirect(f"{reverse('account_login')}?{following}")
        if not request.user.is_authenticated or self._is_demo(request):
            return None
        if not factors_of(request.user).exists():
            return None if request.path_info.startswith(OPEN_PREFIXES) else redirect("mfa_index")
        if not second_factor.was_shown(request):
            # Signed in before there was one: whoever knows only the password must reach nothing, recovery codes least.
            logout(request)
            messages.info(request, "Please sign in again, with your second factor.")
        return None

    def _is_demo(self, request: HttpRequest) -> bool:
        return settings.DEMO and request.session.get("demo") is True


def _put(request: HttpRequest, session: ConsoleSession) -> None:
    """Hand the session to pages, which say until when it lasts and which of several it is."""
    request.console_session = session  # type: ignore[attr-defined]
