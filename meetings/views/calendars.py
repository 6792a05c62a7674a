"""When meetings are: dated happenings as JSON, and calendars to subscribe to."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.conditional import cached, etag_of, unless_unchanged
from backend.api.pages import MAX_LIMIT, limit_of
from backend.api.problems import Invalid, InvalidRequest, NotFound
from meetings import schemas
from meetings.calendar import calendars
from meetings.calendar.calendars import Shown, Style
from meetings.calendar.happening import as_json, happening_between
from meetings.calendar.window import read_window
from meetings.search.criteria import parse_criteria
from meetings.search.find import documents_of, find_meetings
from meetings.stored.documents import instant
from meetings.views.public import PublicView, refuse_unknown, single_values

CALENDAR = "text/calendar"


# A word of Python, so no field of a serializer.
FROM = OpenApiParameter("from", str, description="An instant, or a day by the meeting's own clock; else now.")


class OccurrencesView(PublicView):
    @extend_schema(parameters=[FROM, schemas.OccurrencesQuery], responses=schemas.OccurrencePageSchema)
    def get(self, request: Request, meeting_id: int) -> Response:
        """The coming dates of a meeting, with what is different on single ones."""
        now = timezone.now()
        timing = _shown(meeting_id, now).timing
        window = read_window(single_values(request), timing.tzid, now=now)
        page = happening_between(timing, since=window.since, until=window.until, limit=limit_of(request))
        data = {
            "results": [as_json(span, timing) for span in page.spans],
            "next": instant(page.next) if page.next else None,
        }
        return cached(request, etag_of(data), data, public=True)


class MeetingCalendarView(PublicView):
    @extend_schema(parameters=[schemas.CalendarQuery], responses={(200, CALENDAR): OpenApiTypes.STR})
    def get(self, request: Request, meeting_id: int) -> HttpResponse:
        """A meeting as a calendar. With `discreet=1` it holds no word of NA, no place and no note."""
        given = single_values(request)
        is_discreet = _take_discreet(given)
        refuse_unknown(given, ())
        shown = _shown(meeting_id, timezone.now())
        style = Style(shown.content["name"], settings.PUBLIC_URL, is_discreet)
        return _answer(request, calendars.render([shown], style), file_name=shown.content["slug"], style=style)


class SearchCalendarView(PublicView):
    @extend_schema(parameters=[schemas.SearchCalendarQuery], responses={(200, CALENDAR): OpenApiTypes.STR})
    def get(self, request: Request) -> HttpResponse:
        """What a search finds, as one calendar."""
        given: dict[str, Any] = {"limit": str(MAX_LIMIT)} | single_values(request)
        is_discreet = _take_discreet(given)
        if "cursor" in given:
            raise InvalidRequest(Invalid("/cursor", "A calendar has no pages: ask for less."))
        found = find_meetings(parse_criteria(given), now=timezone.now())
        # In one order however they were found, so that the same meetings are the same bytes.
        hits = sorted(found.hits, key=lambda hit: hit[0].id)
        style = Style("Meetings", settings.PUBLIC_URL, is_discreet)
        content = calendars.render([Shown.of(each.content, each.timing) for _, each in hits], style)
        return _answer(request, content, file_name="meetings", style=style)


def _shown(meeting_id: int, now: datetime) -> Shown:
    document = documents_of([meeting_id], now=now).get(meeting_id)
    if document is None:
        raise NotFound
    return Shown.of(document.content, document.timing)


def _take_discreet(given: dict[str, str]) -> bool:
    text = given.pop("discreet", "0") or "0"
    if text not in ("0", "1"):
        raise InvalidRequest(Invalid("/discreet", "Use 0 or 1."))
    return text == "1"


def _answer(request: Request, content: bytes, *, file_name: str, style: Style) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{CALENDAR}; charset=utf-8")
    name = "calendar" if style.is_discreet else file_name
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return unless_unchanged(request, etag_of(content.decode()), response)
