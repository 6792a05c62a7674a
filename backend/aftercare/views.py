from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, session_of
from backend.accounts.models import Person
from backend.accounts.permissions import IsPerson
from backend.aftercare import check_ins, declining, instruments, responses, snoozing, trends
from backend.aftercare import serializers as shapes
from backend.aftercare.forms import InstrumentRef
from backend.aftercare.models import CheckIn, SafetyStep
from backend.aftercare.questionnaires.query import VERSION, version_of
from backend.aftercare.responses import Refused
from backend.aftercare.trend_serializers import TrendListSerializer, TrendSerializer
from backend.api.conditional import cached, etag_of
from backend.api.device_clock import corrected
from backend.api.pages import LIMIT, PageQuery, limit_of, page_of, page_schema
from backend.api.problems import Invalid, InvalidRequest, Problem
from backend.api.views import View
from backend.care_team.hearing import HearingView
from backend.care_team.monitoring import watch_of
from notifications.notices.receipts import device_of
from notifications.serializers.notices import NotificationSerializer, SnoozeShape

MAX_AGE_SECONDS = 300
UNCHANGED = OpenApiResponse(description="Not modified")
STATE = OpenApiParameter("state", str, enum=[state.value for state in CheckIn.State])


class InstrumentsView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.InstrumentListSerializer)
    def get(self, request: Request) -> Response:
        """The instruments that you can begin; `site` says whose own a questionnaire is."""
        found = instruments.instrument_list(person_of(request), now=timezone.now())
        return Response({"results": found, "next": None})


class InstrumentView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[VERSION], responses={200: OpenApiTypes.OBJECT, 304: UNCHANGED})
    def get(self, request: Request, code: str) -> Response:
        """An instrument with its rules, cards and test vectors: an app without signal shows the same card at once."""
        version = version_of(request)
        document = instruments.instrument_document(person_of(request), code, version, now=timezone.now())
        return cached(request, etag_of(document), document, public=False, max_age=MAX_AGE_SECONDS)


class CheckInsView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery, STATE], responses=page_schema(shapes.CheckInSerializer))
    def get(self, request: Request) -> Response:
        """Your check-ins, the newest first, each with who will read the answers."""
        now, person = timezone.now(), person_of(request)
        rows = check_ins.check_ins_of(person, _state_of(request))
        page = page_of(request, rows, "-opened_at", "id")
        context = {"watch": watch_of(person, now=now)}
        return Response(page.as_json(lambda row: shapes.CheckInSerializer(row, context=context).data))

    @extend_schema(
        request=shapes.CheckInShape, responses={201: shapes.CheckInSerializer, 200: shapes.CheckInSerializer}
    )
    def post(self, request: Request) -> Response:
        """Begin a check-in now, also beside another open one."""
        now, person = timezone.now(), person_of(request)
        asked = shapes.CheckInShape.parse(request.data)
        opened = check_ins.open_now(person, asked.wish(request.data), now=now)
        context = {"watch": watch_of(person, now=now)}
        data = shapes.CheckInSerializer(opened.check_in, context=context).data
        return Response(data, status=201 if opened.is_new else 200)


class ResponseView(HearingView):
    permission_classes = [IsPerson]
    problem_statuses = (410,)

    @extend_schema(
        request=shapes.ResponseShape, responses={201: shapes.SubmittedSerializer, 200: shapes.SubmittedSerializer}
    )
    def post(self, request: Request, check_in_id: UUID) -> Response:
        """Answer, whole or in part. What the answers call for is in this response; nobody has to be waited for."""
        now, person = timezone.now(), person_of(request)
        asked = shapes.ResponseShape.parse(request.data)
        given = asked.given(device_of(session_of(request)))
        outcome = responses.submit_response(person, check_in_id, given, now=now)
        # Raised here, after the use case has committed: what was refused has been read, and its alert stands.
        if isinstance(outcome, Refused):
            raise outcome.problem
        return Response(shapes.SubmittedSerializer(outcome).data, status=201 if outcome.is_new else 200)

    def hear(self, person: Person, data: Any, problem: Problem, *, now: datetime) -> Problem:
        if not isinstance(data, dict):
            return problem
        named = _named_instrument(data)
        return responses.refuse(person, self.kwargs["check_in_id"], named, data.get("answers"), problem, now=now)


class DeclineView(View):
    permission_classes = [IsPerson]
    problem_statuses = (410,)

    @extend_schema(request=shapes.DeclineShape, responses=shapes.DeclinedSerializer)
    def post(self, request: Request, check_in_id: UUID) -> Response:
        """Say that you would rather not answer. It rings no more, and takes nothing back that you have said.

        Until it closes you can answer all the same.
        """
        now, person = timezone.now(), person_of(request)
        asked = shapes.DeclineShape.parse(request.data)
        declined_at = corrected(asked.occurred_at, asked.sent_at, now=now)
        device_id = device_of(session_of(request))
        declined = declining.decline(person, check_in_id, declined_at=declined_at, device_id=device_id, now=now)
        context = {"watch": watch_of(person, now=now), "consequences": declined.consequences}
        return Response(shapes.DeclinedSerializer(declined.check_in, context=context).data)


class SnoozeView(View):
    permission_classes = [IsPerson]
    problem_statuses = (410, 422)

    @extend_schema(request=SnoozeShape, responses=NotificationSerializer)
    def post(self, request: Request, check_in_id: UUID) -> Response:
        """Be asked again then, while the check-in is open."""
        now = timezone.now()
        asked = SnoozeShape.parse(request.data)
        notice = snoozing.snooze(person_of(request), check_in_id, asked.until, now=now)
        return Response(NotificationSerializer(notice, context={"now": now}).data)


class StepsView(View):
    permission_classes = [IsPerson]

    @extend_schema(
        request=shapes.SafetyStepShape, responses={201: shapes.SafetyStepSerializer, 200: shapes.SafetyStepSerializer}
    )
    def post(self, request: Request, check_in_id: UUID) -> Response:
        """Say what you did after a card was shown. It closes no alert."""
        asked = shapes.SafetyStepShape.parse(request.data)
        taken_at = corrected(asked.occurred_at, asked.sent_at, now=timezone.now())
        step, is_new = check_ins.take_step(
            person_of(request), check_in_id, SafetyStep.Step(asked.step), taken_at=taken_at, client_id=asked.id
        )
        return Response(shapes.SafetyStepSerializer(step).data, status=201 if is_new else 200)


class TrendsView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[LIMIT], responses=TrendListSerializer)
    def get(self, request: Request) -> Response:
        """Your scores over time, by instrument and scale, the newest first; `limit` counts points."""
        found = trends.trends_of(person_of(request), limit=limit_of(request))
        return Response({"results": TrendSerializer(found, many=True).data, "next": None})


def _state_of(request: Request) -> CheckIn.State | None:
    state = request.query_params.get("state")
    if state is not None and state not in CheckIn.State.values:
        raise InvalidRequest(Invalid("/state", "There is no such state."))
    return CheckIn.State(state) if state else None


def _named_instrument(data: dict[str, Any]) -> InstrumentRef | None:
    named = data.get("instrument")
    code = named.get("code") if isinstance(named, dict) else named
    version = named.get("version") if isinstance(named, dict) else None
    return InstrumentRef(code, version if type(version) is int else None) if isinstance(code, str) else None
