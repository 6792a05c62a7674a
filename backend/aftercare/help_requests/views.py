from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, staff_of
from backend.accounts.models import Person
from backend.accounts.permissions import IsPerson, IsStaff
from backend.aftercare.help_requests import answering, asking
from backend.aftercare.help_requests import serializers as shapes
from backend.aftercare.models import HelpRequest
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.problems import IdTaken, Invalid, InvalidRequest, Problem
from backend.api.views import View
from backend.care_team.hearing import FAULTY, HearingView

STATE = OpenApiParameter("state", str, enum=HelpRequest.State.values)


class HelpRequestsView(HearingView):
    permission_classes = [IsPerson]
    faults = (*FAULTY, IdTaken)

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.HelpRequestSerializer))
    def get(self, request: Request) -> Response:
        """When you asked to be contacted, the newest first, and what your care team answered."""
        page = page_of(request, asking.requests_of(person_of(request)), "-asked_at", "id")
        return Response(page.as_json(lambda each: shapes.HelpRequestSerializer(each).data))

    @extend_schema(
        request=shapes.HelpRequestShape, responses={201: shapes.AskedSerializer, 200: shapes.AskedSerializer}
    )
    def post(self, request: Request) -> Response:
        """Ask your care team to contact you. It says by when they answer; this is no chat and no emergency service.

        Without a care team that may know of it, it answers 200 with `nobody`, and where to get help now.
        """
        asked = shapes.HelpRequestShape.parse(request.data)
        outcome = asking.ask(person_of(request), asked.draft(request.data), now=timezone.now())
        return Response(shapes.AskedSerializer(outcome).data, status=201 if outcome.is_new else 200)

    def hear(self, person: Person, data: Any, problem: Problem, *, now: datetime) -> Problem:
        return asking.refuse(person, data.get("when"), problem, now=now) if isinstance(data, dict) else problem


class StaffHelpRequestsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery, STATE], responses=page_schema(shapes.StaffHelpRequestSerializer))
    def get(self, request: Request) -> Response:
        """Who of your people asks to be contacted, the newest first."""
        now, staff = timezone.now(), staff_of(request)
        rows = answering.requests_for(staff, now=now)
        state = request.query_params.get("state")
        if state is not None and state not in HelpRequest.State.values:
            raise InvalidRequest(Invalid("/state", "There is no such state."))
        page = page_of(request, rows.in_state(state) if state else rows, "-asked_at", "id")
        answering.look_at(staff, page.rows, now=now)
        return Response(page.as_json(lambda each: shapes.StaffHelpRequestSerializer(each).data))


class StaffHelpRequestView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.StaffHelpRequestSerializer)
    def get(self, request: Request, request_id: UUID) -> Response:
        """One request to be contacted."""
        return _shown(answering.read(staff_of(request), request_id, now=timezone.now()))


class ReplyView(View):
    permission_classes = [IsStaff]
    problem_statuses = (422,)

    @extend_schema(request=shapes.ReplyShape, responses=shapes.StaffHelpRequestSerializer)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Answer, once. The person is rung and reads it in the app; the alert is acknowledged with it."""
        asked = shapes.ReplyShape.parse(request.data)
        return _shown(answering.reply(staff_of(request), request_id, asked.text, now=timezone.now()))


def _shown(found: HelpRequest) -> Response:
    return Response(shapes.StaffHelpRequestSerializer(found).data)
