"""Feeds for other programs, outside the API: no account, no limit, readable from any website."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import View

from meetings.guide import feed


class MeetingGuideView(View):
    def get(self, request: HttpRequest) -> HttpResponseBase:
        response = feed.answer(request)
        response["Access-Control-Allow-Origin"] = "*"
        return response
