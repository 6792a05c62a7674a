from datetime import datetime
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.keys import store
from backend.accounts.models import Staff
from backend.accounts.permissions import IsStaff
from backend.api.views import View
from backend.care_team.following import colleagues, hiring, membership
from backend.care_team.following import serializers as shapes


class ColleaguesView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.ColleagueListSerializer)
    def get(self, request: Request) -> Response:
        """Who works at your site."""
        found = colleagues.colleagues_of(staff_of(request), now=timezone.now())
        return Response({"results": [shapes.ColleagueSerializer(each).data for each in found], "next": None})

    @extend_schema(request=shapes.PositionShape, responses={201: shapes.OfferSerializer})
    def post(self, request: Request) -> Response:
        """Make a one-time link by which a new colleague makes their account, good for 72 hours."""
        asked = shapes.PositionShape.parse(request.data)
        offer = hiring.offer(staff_of(request), Staff.Role(asked.role), now=timezone.now())
        return Response(shapes.OfferSerializer(offer).data, status=201)


class ColleagueView(View):
    permission_classes = [IsStaff]
    problem_statuses = (422,)

    @extend_schema(request=shapes.PositionShape, responses=shapes.MemberSerializer)
    def patch(self, request: Request, colleague_id: UUID) -> Response:
        """Give a colleague another role. Their tokens end."""
        asked = shapes.PositionShape.parse(request.data)
        changed = hiring.change_role(staff_of(request), colleague_id, Staff.Role(asked.role), now=timezone.now())
        return Response(shapes.MemberSerializer(changed).data)


class LeaveView(View):
    permission_classes = [IsStaff]
    problem_statuses = (422,)

    @extend_schema(request=shapes.LeaveShape, responses={204: None})
    def post(self, request: Request, colleague_id: UUID) -> Response:
        """Let a colleague go. Their people and open alerts pass to the successor, and these people are told."""
        asked = shapes.LeaveShape.parse(request.data)
        colleagues.leave(staff_of(request), colleague_id, asked.successor_id, now=timezone.now())
        return Response(status=204)


class TeamView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.MemberListSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """Who follows a person at your site, the longest-standing first."""
        return _team(request, person_id, timezone.now())

    @extend_schema(
        request=shapes.MemberShape, responses={201: shapes.MemberListSerializer, 200: shapes.MemberListSerializer}
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Let a colleague follow a person too. The person is told."""
        asked, now = shapes.MemberShape.parse(request.data), timezone.now()
        is_new = membership.add_member(staff_of(request), person_id, asked.staff_id, now=now)
        return _team(request, person_id, now, status=201 if is_new else 200)


class TeamMemberView(View):
    permission_classes = [IsStaff]
    problem_statuses = (422,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, person_id: UUID, member_id: UUID) -> Response:
        """Let a colleague follow a person no more. The last one cannot go: transfer or discharge the person."""
        membership.remove_member(staff_of(request), person_id, member_id, now=timezone.now())
        return Response(status=204)


def _team(request: Request, person_id: UUID, now: datetime, *, status: int = 200) -> Response:
    team = membership.team_for(staff_of(request), person_id, now=now)
    store.preload(member.pk for member in team)
    return Response({"results": [shapes.MemberSerializer(each).data for each in team], "next": None}, status=status)
