"""Where one is signed in, and how long this browser still is."""

import uuid
from datetime import datetime, timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views import View

from backend.accounts import sessions as tokens
from backend.accounts.models import Kind
from backend.console.models import ConsoleSession
from backend.console.pages import WorkPage, say
from backend.console.sign_in import sessions


class SignedInPage(WorkPage):
    section = "signed-in"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        return self.show(
            "signed_in.html",
            browsers=sessions.browsers_of(self.account, now=now),
            tokens=sessions.tokens_of(self.account, now=now),
            now=now,
            tzid=self.account.staff.tzid if self.account.kind == Kind.STAFF else "UTC",
        )


class EndBrowser(WorkPage):
    def post(self, request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
        sessions.end_browser(self.account, session_id)
        say(request, "Signed out there.")
        return redirect("signed-in")


class EndToken(WorkPage):
    def post(self, request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
        tokens.end_session(self.account, session_id, now=timezone.now())
        say(request, "Ended.")
        return redirect("signed-in")


class EndOthers(WorkPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        sessions.end_others(self.account, but=session_of(request), now=timezone.now())
        say(request, "Signed out everywhere else.")
        return redirect("signed-in")


class TimeLeft(View):
    """GET is what the page asks by itself, POST a human who wants to stay (middleware.ASKED_BY_SCRIPTS)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"seconds": 0, "longest_seconds": 0})
        session, now = session_of(request), timezone.now()
        return JsonResponse(
            {"seconds": _seconds(session.ends_at, now), "longest_seconds": _seconds(session.longest_until, now)}
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.get(request)


def session_of(request: HttpRequest) -> ConsoleSession:
    return cast(ConsoleSession, request.console_session)  # type: ignore[attr-defined]  # by the middleware


def _seconds(until: datetime, now: datetime) -> int:
    return (until - now) // timedelta(seconds=1)
