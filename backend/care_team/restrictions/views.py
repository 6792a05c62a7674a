from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, staff_of
from backend.accounts.models import RestrictionAnswer
from backend.accounts.permissions import IsPerson, IsStaff
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from backend.care_team.restrictions import answering, asking
from backend.care_team.restrictions import serializers as shapes


class OwnRestrictionsView(View):
    permission_classes = [IsPerson]
    problem_statuses = (404,)

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.RestrictionSerializer))
    def get(self, request: Request) -> Response:
        """What you asked sites to share less of, and their answers, the newest first."""
        page = page_of(request, asking.requests_of(person_of(request)), "-at", "id")
        return Response(page.as_json(lambda row: shapes.RestrictionSerializer(row).data))

    @extend_schema(
        request=shapes.RestrictionShape,
        responses={201: shapes.RestrictionSerializer, 200: shapes.RestrictionSerializer},
    )
    def post(self, request: Request) -> Response:
        """Ask a site that follows you, or did, to use or tell less of what it may."""
        asked = shapes.RestrictionShape.parse(request.data)
        kept, is_new = asking.ask(person_of(request), asked.wish(request.data), now=timezone.now())
        return Response(shapes.RestrictionSerializer(kept).data, status=201 if is_new else 200)


class RestrictionsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.AskedRestrictionSerializer))
    def get(self, request: Request) -> Response:
        """What people asked of your site, the newest first: for supervisors."""
        now, staff = timezone.now(), staff_of(request)
        page = page_of(request, answering.requests_at(staff), "-at", "id")
        answering.look_at(staff, page.rows, now=now)
        return Response(page.as_json(lambda row: shapes.AskedRestrictionSerializer(row).data))


class RestrictionAnswerView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=shapes.RestrictionAnswerShape, responses={201: shapes.AskedRestrictionSerializer})
    def post(self, request: Request, restriction_id: UUID) -> Response:
        """Grant or decline it, once and for all; the person hears that there is an answer."""
        asked, now, staff = shapes.RestrictionAnswerShape.parse(request.data), timezone.now(), staff_of(request)
        decision = RestrictionAnswer.Decision(asked.decision)
        answered = answering.answer(staff, restriction_id, decision, asked.words, now=now)
        answering.look_at(staff, [answered], now=now)
        return Response(shapes.AskedRestrictionSerializer(answered).data, status=201)
