from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, staff_of
from backend.accounts.models import DataClass
from backend.accounts.permissions import IsPerson, IsStaff
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from backend.care_team import alerts, monitoring, people, safety_profile
from backend.care_team import serializers as shapes
from backend.care_team.expected_rules import expected_for


class WorklistView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.WorkSerializer))
    def get(self, request: Request) -> Response:
        """Who waits for a human, the most urgent first: one row for each person."""
        now = timezone.now()
        # One open alert for a person and site: each alert is a person.
        page = page_of(request, alerts.alerts_of(staff_of(request), now=now).open(), "-level", "due_at", "id")
        alerts.look_at(staff_of(request), page.rows, purpose="worklist", now=now)
        return Response(page.as_json(lambda alert: shapes.WorkSerializer(alert).data))


class PeopleView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.FollowedSerializer))
    def get(self, request: Request) -> Response:
        """The people you follow."""
        now, staff = timezone.now(), staff_of(request)
        page = page_of(request, people.followed_by(staff, now=now), "pk")
        followed = {each.person.pk: each for each in people.with_alerts(staff, page.rows, now=now)}
        return Response(page.as_json(lambda person: shapes.FollowedSerializer(followed[person.pk]).data))


class PersonView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.FollowedSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """One person you follow."""
        followed = people.person_followed_by(staff_of(request), person_id, now=timezone.now())
        return Response(shapes.FollowedSerializer(followed).data)


class MonitoringView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.MonitoringPageSerializer)
    def get(self, request: Request) -> Response:
        """Who is watching, when somebody reads next, and whether an alert about you was seen.

        Where nobody has answered who should have, `help` has the numbers again. `expected` is what your team expects
        for a while, and gets no alert about.
        """
        now, person = timezone.now(), person_of(request)
        watch = monitoring.watch_of(person, now=now)
        found = watch.monitoring(DataClass.ALERTS, now=now)
        follow_ups = monitoring.follow_ups_of(person, now=now)
        page = {
            "status": found.status,
            "next_review_at": found.next_review_at,
            "text": found.text,
            "seen_by": watch.seen_by(),
            "follow_ups": follow_ups,
            "help": monitoring.numbers_for(person, follow_ups, now=now),
            "expected": expected_for(person, now=now),
        }
        return Response(shapes.MonitoringPageSerializer(page).data)


class SafetyProfileView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.SafetyProfileSerializer)
    def get(self, request: Request) -> Response:
        """What you told us that bars exercises; what you did not tell is unknown."""
        return Response({"answers": safety_profile.profile_of(person_of(request))})

    @extend_schema(request=shapes.SafetyProfileShape, responses=shapes.SafetyProfileSerializer)
    def put(self, request: Request) -> Response:
        """Tell it anew: answers left out are unknown again."""
        asked = shapes.SafetyProfileShape.parse(request.data)
        return Response({"answers": safety_profile.set_profile(person_of(request), asked.answers)})
