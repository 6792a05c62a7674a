from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.models import DataClass, Person
from backend.accounts.permissions import IsPerson
from backend.api.problems import Problem
from backend.api.views import View
from backend.care_team import monitoring, safety_profile
from backend.care_team import serializers as shapes
from backend.care_team.ends.shown import ends_for, watched_until
from backend.care_team.expected_rules import expected_for
from backend.care_team.hearing import HearingView, hear_danger


class MonitoringView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.MonitoringPageSerializer)
    def get(self, request: Request) -> Response:
        """Who is watching, when somebody reads next, and whether an alert about you was seen.

        `seen_by` names who reads check-ins, `cravings_seen_by` who reads the craving log.
        Where nobody has answered who should have, `help` has the numbers again. `expected` is what your team expects
        for a while, and gets no alert about.
        """
        now, person = timezone.now(), person_of(request)
        watch = monitoring.watch_of(person, now=now)
        found = watch.monitoring(DataClass.ALERTS, now=now)
        no_longer = monitoring.no_longer_watching(person, now=now)
        follow_ups = monitoring.follow_ups_of(person, now=now)
        ends = ends_for(person, now=now)
        page = {
            "status": found.status,
            "next_review_at": found.next_review_at,
            "text": " ".join([*(each.text for each in no_longer), found.text, *(each.text for each in ends)]),
            "no_longer": no_longer,
            "ends_at": watched_until(watch, ends),
            "ends": ends,
            "seen_by": watch.seen_by(),
            "cravings_seen_by": watch.seen_by(needs=(DataClass.CRAVINGS,)),
            "follow_ups": follow_ups,
            "help": monitoring.numbers_for(person, follow_ups, now=now),
            "expected": expected_for(person, now=now),
        }
        return Response(shapes.MonitoringPageSerializer(page).data)


class SafetyProfileView(HearingView):
    permission_classes = [IsPerson]
    heard_methods = ("PUT",)

    @extend_schema(responses=shapes.SafetyProfileSerializer)
    def get(self, request: Request) -> Response:
        """What you told us that bars exercises; what you did not tell is unknown."""
        return _profile(person_of(request))

    @extend_schema(request=shapes.SafetyProfileShape, responses=shapes.SafetyProfileSerializer)
    def put(self, request: Request) -> Response:
        """Tell it anew: answers left out are unknown again.

        Who says that they are in danger gets help at once, and their care team is told as by a check-in; the help says
        who reads it.
        """
        asked = shapes.SafetyProfileShape.parse(request.data)
        safety_profile.tell_profile(person_of(request), asked.answers, now=timezone.now())
        return _profile(person_of(request))

    def hear(self, person: Person, data: Any, problem: Problem, *, now: datetime) -> Problem:
        answers = data.get("answers") if isinstance(data, dict) else None
        return hear_danger(person, answers, data, problem, kind="refused-safety-profile", now=now)


def _profile(person: Person) -> Response:
    answers = safety_profile.profile_of(person)
    help_now = safety_profile.help_for_profile(person, answers, now=timezone.now())
    return Response(shapes.SafetyProfileSerializer({"answers": answers, "help": help_now}).data)
