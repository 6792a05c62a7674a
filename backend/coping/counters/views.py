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
from backend.api.conditional import IF_MATCH, matching
from backend.api.pages import Page, PageQuery, page_of, page_schema
from backend.api.views import View
from backend.care_team.monitoring import watch_of
from backend.coping.counters import keeping, slips
from backend.coping.counters import serializers as shapes
from backend.coping.models import Counter


class CountersView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.CounterSerializer))
    def get(self, request: Request) -> Response:
        """Your counters, newest first, each with who would learn of a slip."""
        now, person = timezone.now(), person_of(request)
        page = page_of(request, keeping.counters_of(person), "-created_at", "id")
        rows = keeping.counted(page.rows, person=person, now=now)
        context = _context(person, now)
        shown = Page(rows, page.next)
        return Response(shown.as_json(lambda each: shapes.CounterSerializer(each, context=context).data))

    @extend_schema(
        request=shapes.CounterShape, responses={200: shapes.CounterSerializer, 201: shapes.CounterSerializer}
    )
    def post(self, request: Request) -> Response:
        """Begin to count days without use of one substance, or of any. Nobody but you sees it."""
        now, person = timezone.now(), person_of(request)
        wish = shapes.CounterShape.parse(request.data)
        body = cast(dict[str, Any], request.data)  # parse() takes nothing else
        counter, is_new = keeping.start_counter(person, wish, body=body, now=now)
        return _shown(counter, person, now, status=201 if is_new else 200)


class CounterView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(responses=shapes.CounterSerializer)
    def get(self, request: Request, counter_id: UUID) -> Response:
        """One counter, with its ETag."""
        person = person_of(request)
        return _shown(keeping.find_counter(person, counter_id), person, timezone.now())

    @extend_schema(parameters=[IF_MATCH], request=shapes.CounterChangeShape, responses=shapes.CounterSerializer)
    def patch(self, request: Request, counter_id: UUID) -> Response:
        """Change a counter. Its slips stay; those before the day it starts are not counted."""
        now, person = timezone.now(), person_of(request)
        change = shapes.CounterChangeShape.parse(request.data)
        counter = keeping.change_counter(person, counter_id, change, check=matching(request), now=now)
        return _shown(counter, person, now)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, counter_id: UUID) -> Response:
        """Delete a counter with its slips; nothing of it rings any more."""
        keeping.delete_counter(person_of(request), counter_id, check=matching(request), now=timezone.now())
        return Response(status=204)


class SlipView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, counter_id: UUID, slip_id: UUID) -> Response:
        """Delete a slip that was entered by mistake. Who was told of it stays told."""
        slips.delete_slip(person_of(request), counter_id, slip_id, now=timezone.now())
        return Response(status=204)


def _shown(counter: Counter, person: Person, now: datetime, *, status: int = 200) -> Response:
    [row] = keeping.counted([counter], person=person, now=now)
    shown = shapes.CounterSerializer(row, context=_context(person, now))
    return Response(shown.data, status=status, headers={"ETag": keeping.etag(counter)})


def _context(person: Person, now: datetime) -> dict[str, Any]:
    return {"who_learns": shapes.who_learns_of_slips(watch_of(person, now=now), now=now)}
