"""Tokens for programs of staff and organizers: made here, after the second factor, good for 12 hours."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.accounts import sessions
from backend.console.pages import WorkPage
from backend.console.sign_in.second_factor import was_shown


class ApiTokenPage(WorkPage):
    section = "api-token"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("api_token.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        token = sessions.start_session(self.account, after_second_factor=was_shown(request), now=now)
        return self.show("api_token.html", token=token, ends_at=now + sessions.WORKING_DAY)
