"""One dated exception by itself; the whole list is a field of the meeting."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.permissions import IsOrganizer
from backend.api.views import View
from meetings import schemas
from meetings.organizers.one_date import with_exception, without_exceptions_on
from meetings.organizers.serializers import DatedExceptionShape
from meetings.views.organizer import answer, rewritten


class ExceptionsView(View):
    """Say what is different on one day, instead of what was said about it before. Again, it changes nothing."""

    permission_classes = [IsOrganizer]
    problem_statuses = (412,)

    @extend_schema(request=DatedExceptionShape, responses=schemas.OrganizerMeetingSchema)
    def post(self, request: Request, meeting_id: int) -> Response:
        exception, now = DatedExceptionShape.parse(request.data), timezone.now()
        changed = rewritten(request, meeting_id, lambda listing: with_exception(listing, exception, now=now))
        return answer(changed)


class ExceptionView(View):
    """Let one day be as always again."""

    permission_classes = [IsOrganizer]
    problem_statuses = (412, 422)

    @extend_schema(responses=schemas.OrganizerMeetingSchema)
    def delete(self, request: Request, meeting_id: int, day: str) -> Response:
        return answer(rewritten(request, meeting_id, lambda listing: without_exceptions_on(listing, day)))
