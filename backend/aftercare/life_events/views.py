from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.permissions import IsStaff
from backend.aftercare.life_events import recording
from backend.aftercare.life_events.serializers import LifeEventSerializer, LifeEventShape
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View


class LifeEventsView(View):
    permission_classes = [IsStaff]
    problem_statuses = (422,)

    @extend_schema(parameters=[PageQuery], responses=page_schema(LifeEventSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """What your site has put on record about a person, the newest first."""
        history = recording.events_of(staff_of(request), person_id, now=timezone.now())
        page = page_of(request, history.events, "-created_at", "id")
        context = {"shows_reasons": history.shows_reasons}
        return Response(page.as_json(lambda event: LifeEventSerializer(event, context=context).data))

    @extend_schema(request=LifeEventShape, responses={201: LifeEventSerializer, 200: LifeEventSerializer})
    def post(self, request: Request, person_id: UUID) -> Response:
        """Say what has happened. Pauses leave check-ins out; discharge and transfer tell the person; `died` stops all.

        After a discharge the person is not there for you any more, from the next request on.
        """
        asked = LifeEventShape.parse(request.data)
        event, is_new = recording.record(staff_of(request), person_id, asked.draft(request.data), now=timezone.now())
        shown = LifeEventSerializer(event, context={"shows_reasons": True}).data
        return Response(shown, status=201 if is_new else 200)


class LifeEventView(View):
    permission_classes = [IsStaff]
    problem_statuses = (422,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, person_id: UUID, event_id: UUID) -> Response:
        """End a pause, or take back that somebody died; the latter is for supervisors."""
        recording.take_back(staff_of(request), person_id, event_id, now=timezone.now())
        return Response(status=204)
