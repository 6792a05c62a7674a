from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.models import Person
from backend.accounts.permissions import IsPerson
from backend.api.conditional import IF_MATCH, cached, etag_of, mark_cached, matching
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.permissions import Anyone
from backend.api.views import View
from backend.care_team.holds import filtering_level_of
from backend.coping.exercises.published import current_shelf
from backend.coping.models import IfThenPlan
from backend.coping.plans import if_then, slip
from backend.coping.plans import serializers as shapes
from backend.coping.plans.if_then import ShownPlan
from backend.coping.plans.lines import plan_lines
from backend.coping.plans.slip_serializers import SlipPlanSerializer, SlipPlanShape

# As with exercises: an answer that was kept on the way may show for so long what was taken back.
MAX_AGE_SECONDS = 300
UNCHANGED = OpenApiResponse(description="Not modified")


class PlanLinesView(View):
    """Open to anybody: no credentials are read, so nobody learns who looked."""

    permission_classes = [Anyone]
    authentication_classes: list[Any] = []

    @extend_schema(responses={200: shapes.PlanLinesSerializer, 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """Ready lines for if-then plans and for the plan for a slip, on one page."""
        etag, lines = _rendered_lines(current_shelf().taken_back)
        return cached(request, etag, lines, public=True, max_age=MAX_AGE_SECONDS)


class IfThenPlansView(View):
    permission_classes = [IsPerson]
    problem_statuses = (422,)

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.IfThenPlanSerializer))
    def get(self, request: Request) -> Response:
        """Your if-then plans, newest first. One whose exercise is not for you by now says what to do in its place."""
        person = person_of(request)
        page = page_of(request, if_then.own_plans(person), "-created_at", "id")
        shown = {each.plan.pk: each for each in _shown_to(person, page.rows)}
        return Response(page.as_json(lambda plan: shapes.IfThenPlanSerializer(shown[plan.pk]).data))

    @extend_schema(
        request=shapes.IfThenPlanShape, responses={200: shapes.IfThenPlanSerializer, 201: shapes.IfThenPlanSerializer}
    )
    def post(self, request: Request) -> Response:
        """Make a plan of ready lines, your own words, or both. An exercise that is barred for you is refused."""
        new = shapes.IfThenPlanShape.parse(request.data)
        body, person = cast(dict[str, Any], request.data), person_of(request)
        plan, is_new = if_then.make_plan(person, new, body=body, now=timezone.now())
        return _shown(person, plan, status=201 if is_new else 200)


class IfThenPlanView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412, 422)

    @extend_schema(responses=shapes.IfThenPlanSerializer)
    def get(self, request: Request, plan_id: UUID) -> Response:
        """One plan, with its ETag."""
        person = person_of(request)
        return _shown(person, if_then.find_plan(person, plan_id))

    @extend_schema(parameters=[IF_MATCH], request=shapes.IfThenPlanChangeShape, responses=shapes.IfThenPlanSerializer)
    def patch(self, request: Request, plan_id: UUID) -> Response:
        """Change one side or both; a side is replaced as a whole."""
        person, change = person_of(request), shapes.IfThenPlanChangeShape.parse(request.data)
        plan = if_then.change_plan(person, plan_id, change, check=matching(request), now=timezone.now())
        return _shown(person, plan)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, plan_id: UUID) -> Response:
        """Take a plan away; reminders to practise it end with it."""
        if_then.delete_plan(person_of(request), plan_id, check=matching(request), now=timezone.now())
        return Response(status=204)


class SlipPlanView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(responses={200: SlipPlanSerializer, 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """What you want to do after a slip, in order, with its cards; the ready lines while nothing is written."""
        own = slip.slip_plan_of(person_of(request))
        return cached(request, own.etag, SlipPlanSerializer(own).data, public=False)

    @extend_schema(parameters=[IF_MATCH], request=SlipPlanShape, responses=SlipPlanSerializer)
    def put(self, request: Request) -> Response:
        """Write it as a whole: ready lines and your own words for each step."""
        steps = SlipPlanShape.parse(request.data)
        own = slip.write_slip_plan(person_of(request), steps, check=matching(request), now=timezone.now())
        return mark_cached(Response(SlipPlanSerializer(own).data), own.etag, public=False)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Take it away; the ready lines stand again."""
        slip.delete_slip_plan(person_of(request), check=matching(request), now=timezone.now())
        return Response(status=204)


@lru_cache(maxsize=4)
def _rendered_lines(taken_back: frozenset[str]) -> tuple[str, dict[str, Any]]:
    lines = shapes.PlanLinesSerializer(plan_lines().without(taken_back), context={"taken_back": taken_back}).data
    return etag_of(lines), lines


def _shown(person: Person, plan: IfThenPlan, *, status: int = 200) -> Response:
    [shown] = _shown_to(person, [plan])
    return Response(shapes.IfThenPlanSerializer(shown).data, status=status, headers={"ETag": shown.etag})


def _shown_to(person: Person, plans: Iterable[IfThenPlan]) -> list[ShownPlan]:
    hold = filtering_level_of(person, now=timezone.now())
    return if_then.shown_to(person, plans, shelf=current_shelf(), hold=hold)
