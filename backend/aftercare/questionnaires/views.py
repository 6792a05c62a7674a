from collections.abc import Mapping
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.models import Staff
from backend.accounts.permissions import IsStaff
from backend.aftercare.questionnaires import keeping, showing
from backend.aftercare.questionnaires import serializers as shapes
from backend.aftercare.questionnaires.query import VERSION, version_of
from backend.api.conditional import IF_MATCH, cached, etag_of, mark_cached, require_match
from backend.api.problems import Invalid, InvalidRequest
from backend.api.views import View

ENVELOPE = ("id", "occurred_at", "sent_at")


class QuestionnairesView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.QuestionnaireListSerializer)
    def get(self, request: Request) -> Response:
        """What your site can ask: packaged instruments, on or off, and its own questionnaires, retired ones too."""
        found = showing.questionnaires_of(staff_of(request))
        return Response({"results": shapes.ListedQuestionnaireSerializer(found, many=True).data, "next": None})

    @extend_schema(
        request=OpenApiTypes.OBJECT,
        responses={201: shapes.QuestionnaireSerializer, 200: shapes.QuestionnaireSerializer},
    )
    def post(self, request: Request) -> Response:
        """Add a questionnaire of your site: the body is the document, in the shape of a packaged instrument.

        The same code with changed content is its next version; unchanged content changes nothing. Supervisors and
        site admins only. docs/questionnaires.md describes the document.
        """
        staff, now = staff_of(request), timezone.now()
        envelope, document = _opened(request.data)
        added = keeping.add(staff, document, client_id=envelope.id, body=cast(dict[str, Any], request.data), now=now)
        return _shown(staff, added.questionnaire.code, status=201 if added.is_new else 200)


class QuestionnaireView(View):
    permission_classes = [IsStaff]
    problem_statuses = (412,)

    @extend_schema(parameters=[VERSION], responses=shapes.QuestionnaireSerializer)
    def get(self, request: Request, code: str) -> Response:
        """One of them, with its document, its vectors and its versions."""
        found = showing.questionnaire_of(staff_of(request), code, version_of(request))
        data = shapes.QuestionnaireSerializer(found).data
        return cached(request, etag_of(data), data, public=False)

    @extend_schema(parameters=[IF_MATCH], request=shapes.SwitchShape, responses=shapes.QuestionnaireSerializer)
    def patch(self, request: Request, code: str) -> Response:
        """Switch a packaged instrument on or off for your site. Off, its schedules there end."""
        staff = staff_of(request)
        asked = shapes.SwitchShape.parse(request.data)
        _require_match(request, staff, code)
        keeping.switch(staff, code, is_on=asked.enabled, now=timezone.now())
        return _shown(staff, code)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, code: str) -> Response:
        """Retire a questionnaire of your site: it is asked no more, and its schedules end. Open ones stay open."""
        staff = staff_of(request)
        _require_match(request, staff, code)
        keeping.retire(staff, code, now=timezone.now())
        return Response(status=204)


def _opened(data: Any) -> tuple[shapes.Envelope, object]:
    """Take the document out of what a request may carry beside it."""
    if not isinstance(data, Mapping):
        raise InvalidRequest(Invalid("", "The body must be a JSON object."))
    envelope = shapes.EnvelopeShape.parse({key: data[key] for key in ENVELOPE if key in data})
    return envelope, {key: value for key, value in data.items() if key not in ENVELOPE}


def _shown(staff: Staff, code: str, *, status: int = 200) -> Response:
    data = shapes.QuestionnaireSerializer(showing.questionnaire_of(staff, code)).data
    return mark_cached(Response(data, status=status), etag_of(data), public=False)


def _require_match(request: Request, staff: Staff, code: str) -> None:
    require_match(request, etag_of(shapes.QuestionnaireSerializer(showing.questionnaire_of(staff, code)).data))
