from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, staff_of
from backend.accounts.models import DataClass, Person
from backend.accounts.permissions import IsPerson, IsStaff
from backend.api.conditional import IF_MATCH, matching
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.problems import IdTaken, Problem
from backend.api.views import View
from backend.care_team.hearing import FAULTY, HearingView, hear_danger
from backend.coping.cravings import editing, sharing
from backend.coping.cravings import serializers as shapes
from backend.coping.cravings.outcomes import KeptOutcome, change_outcome, record_outcome
from backend.coping.cravings.recording import answer_to, record_craving, sent_before
from backend.coping.exercises.published import current_shelf
from backend.coping.models import Craving
from backend.coping.reaching.people import check_place


class CravingsView(HearingView):
    permission_classes = [IsPerson]
    faults = (*FAULTY, IdTaken)

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.CravingSerializer))
    def get(self, request: Request) -> Response:
        """Your own cravings, latest first."""
        cravings = Craving.objects.filter(person=person_of(request)).select_related("session__outcome")
        page = page_of(request, cravings, "-occurred_at", "id")
        return Response(page.as_json(lambda craving: shapes.CravingSerializer(craving).data))

    @extend_schema(
        request=shapes.CravingShape,
        responses={200: shapes.CravingAnswerSerializer, 201: shapes.CravingAnswerSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say how strong an urge is; get an exercise that suits it, or people where one is not enough."""
        told = shapes.CravingShape.parse(request.data)
        body = cast(dict[str, Any], request.data)  # parse() takes nothing else
        check_place(told.near)
        shelf, now = current_shelf(), timezone.now()
        craving, watching = record_craving(person_of(request), told, shelf=shelf, body=body, now=now)
        answer = answer_to(craving, shelf=shelf, watching=watching, near=told.near, now=now)
        return Response(shapes.CravingAnswerSerializer(answer).data, status=200 if watching is None else 201)

    def post_again(self, request: Request, craving_id: str) -> Response:
        near = shapes.CravingShape.parse(request.data).near
        craving = sent_before(person_of(request), UUID(craving_id))
        answer = answer_to(craving, shelf=current_shelf(), near=near, now=timezone.now())
        return Response(shapes.CravingAnswerSerializer(answer).data)

    def hear(self, person: Person, data: Any, problem: Problem, *, now: datetime) -> Problem:
        answers = data.get("safety") if isinstance(data, dict) else None
        told_in = DataClass.CRAVINGS
        return hear_danger(person, answers, data, problem, kind="refused-craving", told_in=told_in, now=now)


class CravingView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(responses=shapes.CravingSerializer)
    def get(self, request: Request, craving_id: UUID) -> Response:
        """One craving of yours, with its ETag."""
        craving = editing.find_craving(person_of(request), craving_id)
        return Response(shapes.CravingSerializer(craving).data, headers={"ETag": craving.etag})

    @extend_schema(parameters=[IF_MATCH], request=shapes.CravingChangeShape, responses=shapes.ChangedCravingSerializer)
    def patch(self, request: Request, craving_id: UUID) -> Response:
        """Correct what you logged; what was offered for it stays."""
        change = shapes.CravingChangeShape.parse(request.data)
        changed = editing.change_craving(
            person_of(request), craving_id, change, check=matching(request), now=timezone.now()
        )
        headers = {"ETag": changed.craving.etag}
        return Response(shapes.ChangedCravingSerializer(changed).data, headers=headers)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, craving_id: UUID) -> Response:
        """Delete a craving with its exercise, outcome and ratings."""
        editing.delete_craving(person_of(request), craving_id, check=matching(request))
        return Response(status=204)


class PersonCravingsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.SharedCravingSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """A person's craving log, as far as they share it, latest first. Notes are theirs alone."""
        cravings = sharing.cravings_for(staff_of(request), person_id, now=timezone.now())
        page = page_of(request, cravings, "-occurred_at", "id")
        return Response(page.as_json(lambda craving: shapes.SharedCravingSerializer(craving).data))


class OutcomeView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(request=shapes.SessionOutcomeShape, responses=shapes.KeptOutcomeSerializer)
    def post(self, request: Request, session_id: UUID) -> Response:
        """Say how an exercise went. The rating may be left out; a missing one is never read as zero."""
        told = shapes.SessionOutcomeShape.parse(request.data)
        return _outcome(record_outcome(person_of(request), session_id, told, now=timezone.now()))

    @extend_schema(parameters=[IF_MATCH], request=shapes.OutcomeChangeShape, responses=shapes.KeptOutcomeSerializer)
    def patch(self, request: Request, session_id: UUID) -> Response:
        """Correct how an exercise went."""
        change = shapes.OutcomeChangeShape.parse(request.data)
        kept = change_outcome(person_of(request), session_id, change, check=matching(request), now=timezone.now())
        return _outcome(kept)


def _outcome(kept: KeptOutcome) -> Response:
    return Response(shapes.KeptOutcomeSerializer(kept).data, headers={"ETag": kept.outcome.etag})
