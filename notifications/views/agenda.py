from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of
from backend.accounts.permissions import IsPerson
from backend.api.conditional import cached, etag_of
from backend.api.problems import Invalid, InvalidRequest
from backend.api.views import View
from notifications.agenda import agenda_of
from notifications.serializers.agenda import AgendaSerializer

MOST_DAYS = 14
DAYS = OpenApiParameter("days", {"type": "integer", "minimum": 1, "maximum": MOST_DAYS, "default": 7})


class AgendaView(View):
    permission_classes = [IsPerson]

    @extend_schema(
        parameters=[DAYS], responses={200: AgendaSerializer, 304: OpenApiResponse(description="Not modified")}
    )
    def get(self, request: Request) -> Response:
        """What will ring before `until`. A new agenda takes the place of the old one as a whole.

        When no push has come under an id two minutes after its `rings_at`, the app rings by itself, as `is_silent`
        says, under that id; for what shares a `bundle_id`, once under that one. A push without words under an id asks
        it to keep still, and to take away what it shows: what it is about may not ring at this moment. A new agenda
        leaves that out.
        """
        agenda = agenda_of(account_of(request).pk, _days_of(request), now=timezone.now())
        data = AgendaSerializer(agenda).data
        return cached(request, etag_of(data), data, public=False)


def _days_of(request: Request) -> int:
    text = request.query_params.get("days", "7")
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MOST_DAYS:
        raise InvalidRequest(Invalid("/days", f"Use a whole number from 1 to {MOST_DAYS}."))
    return int(text)
