from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.models import Person
from backend.accounts.permissions import IsPerson
from backend.aftercare.slips import recording
from backend.aftercare.slips import serializers as shapes
from backend.aftercare.slips.recording import SlipAnswer
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.problems import IdTaken, NotFound, Problem
from backend.care_team.hearing import FAULTY, HearingView
from backend.care_team.monitoring import watch_of
from backend.coping.counters.serializers import SlipSerializer, who_learns_of_slips
from backend.coping.counters.slips import slips_of


class _HeardView(HearingView):
    """A POST here tells of a slip, whatever else is wrong with it, its counter for one."""

    permission_classes = [IsPerson]
    faults = (*FAULTY, IdTaken, NotFound)

    def hear(self, person: Person, data: Any, problem: Problem, *, now: datetime) -> Problem:
        sent_to = self.kwargs.get("slip_id", self.kwargs["counter_id"])
        return recording.refuse(person, sent_to, data, problem, now=now)


class SlipsView(_HeardView):
    problem_statuses = (410,)

    @extend_schema(parameters=[PageQuery], responses=page_schema(SlipSerializer))
    def get(self, request: Request, counter_id: UUID) -> Response:
        """The slips of a counter, the latest day first."""
        page = page_of(request, slips_of(person_of(request), counter_id), "-on", "-recorded_at", "id")
        return Response(page.as_json(lambda slip: SlipSerializer(slip).data))

    @extend_schema(
        request=shapes.SlipShape, responses={200: shapes.SlipAnswerSerializer, 201: shapes.SlipAnswerSerializer}
    )
    def post(self, request: Request, counter_id: UUID) -> Response:
        """Tell of a slip. Your days without use still count; you get help, and are asked how you are right now."""
        now, person = timezone.now(), person_of(request)
        told = shapes.SlipShape.parse(request.data)
        body = cast(dict[str, Any], request.data)  # parse() takes nothing else
        answer = recording.tell(person, counter_id, told, body=body, now=now)
        return _shown(answer, person, now)


class AffectedView(_HeardView):
    @extend_schema(request=shapes.AffectedShape, responses=shapes.SlipAnswerSerializer)
    def post(self, request: Request, counter_id: UUID, slip_id: UUID) -> Response:
        """Say whether it is hard to stay awake or to breathe. "Not sure" counts as yes; an answer only raises."""
        now, person = timezone.now(), person_of(request)
        asked = shapes.AffectedShape.parse(request.data)
        return _shown(recording.tell_affected(person, counter_id, slip_id, asked.affected_now, now=now), person, now)


def _shown(answer: SlipAnswer, person: Person, now: datetime) -> Response:
    context = {"who_learns": who_learns_of_slips(watch_of(person, now=now), now=now)}
    data = shapes.SlipAnswerSerializer(answer, context=context).data
    return Response(data, status=201 if answer.is_new else 200)
