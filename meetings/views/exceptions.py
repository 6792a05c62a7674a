"""One dated exception by itself; the whole list is a field of the meeting."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.permissions import IsOrganizer
from backend.api.problems import NotFound
from backend.api.views import View
from meetings import schemas
from meetings.dated import DatedException, with_one, without_day
from meetings.documents import Listing
from meetings.facts import check_exception
from meetings.serializers import DatedExceptionShape
from meetings.views.organizer import answer, rewritten


class ExceptionsView(View):
    """Say what is different on one day, instead of what was said about it before. Again, it changes nothing."""

    permission_classes = [IsOrganizer]
    problem_statuses = (412,)

    @extend_schema(request=DatedExceptionShape, responses=schemas.OrganizerMeetingSchema)
    def post(self, request: Request, meeting_id: int) -> Response:
        exception = DatedExceptionShape.parse(request.data)

        def changes(listing: Listing) -> dict[str, Any]:
            timing = listing.meeting.timing
            check_exception(exception, timing, now=timezone.now())
            return _written(with_one(timing.exceptions, exception))

        return answer(rewritten(request, meeting_id, changes))


class ExceptionView(View):
    """Let one day be as always again."""

    permission_classes = [IsOrganizer]
    problem_statuses = (412, 422)

    @extend_schema(responses=schemas.OrganizerMeetingSchema)
    def delete(self, request: Request, meeting_id: int, day: str) -> Response:
        cleared = _day(day)

        def changes(listing: Listing) -> dict[str, Any]:
            stay = without_day(listing.meeting.timing.exceptions, cleared)
            if len(stay) == len(listing.meeting.exceptions):
                raise NotFound
            return _written(stay)

        return answer(rewritten(request, meeting_id, changes))


def _written(exceptions: list[DatedException]) -> dict[str, Any]:
    return {"exceptions": [each.as_json() for each in exceptions]}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
