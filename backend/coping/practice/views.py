from collections.abc import Sequence
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
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from backend.coping.exercises.published import current_shelf, everything_for
from backend.coping.practice import reminding, ticking
from backend.coping.practice import serializers as shapes
from backend.coping.practice.held_back import held_back_among
from notifications import reminders
from notifications.models import Reminder
from notifications.wishes.loading import wishes_of


class PracticeRemindersView(View):
    permission_classes = [IsPerson]
    problem_statuses = (422,)

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.PracticeReminderSerializer))
    def get(self, request: Request) -> Response:
        """Your reminders to practise, with what each is for. They stand among `/v1/reminders` too."""
        now, person = timezone.now(), person_of(request)
        page = page_of(request, reminding.practice_reminders_of(person), "-created_at", "id")
        context = _context(person, page.rows, now)
        return Response(page.as_json(lambda each: shapes.PracticeReminderSerializer(each, context=context).data))

    @extend_schema(
        request=shapes.PracticeReminderShape,
        responses={200: shapes.PracticeReminderSerializer, 201: shapes.PracticeReminderSerializer},
    )
    def post(self, request: Request) -> Response:
        """Be reminded of practising an exercise or a plan. Its notices have the target `practice` with this id.

        Change, pause or delete it at `/v1/reminders/{id}`. The lock screen says what every reminder says.
        """
        person, now = person_of(request), timezone.now()
        exercises = everything_for(current_shelf(), person.locale).exercises
        wish = shapes.PracticeReminderShape.parse(request.data, exercises=exercises)
        body = cast(dict[str, Any], request.data)
        reminder, is_new = reminding.remind_to_practise(person, wish, body=body, now=now)
        return _shown(person, reminder, now, status=201 if is_new else 200)


class PracticeReminderView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.PracticeReminderSerializer)
    def get(self, request: Request, reminder_id: UUID) -> Response:
        """What a notice with the target `practice` leads to, with the ETag of the reminder."""
        person = person_of(request)
        return _shown(person, reminding.find_practice_reminder(person, reminder_id), timezone.now())


class PracticeView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.PracticeSerializer)
    def get(self, request: Request) -> Response:
        """How often you practised lately: what you ticked, and exercises that you did to the end after a craving."""
        told = ticking.practice_of(person_of(request), now=timezone.now())
        return Response(shapes.PracticeSerializer({"practised": told}).data)

    @extend_schema(request=shapes.TickShape, responses={200: shapes.TickSerializer, 201: shapes.TickSerializer})
    def post(self, request: Request) -> Response:
        """Say that you practised. What followed a craving is told as its outcome, and not here again."""
        done = shapes.TickShape.parse(request.data)
        body = cast(dict[str, Any], request.data)
        ticked, is_new = ticking.tick(person_of(request), done, body=body, now=timezone.now())
        return Response(shapes.TickSerializer(ticked).data, status=201 if is_new else 200)


def _shown(person: Person, reminder: Reminder, now: datetime, *, status: int = 200) -> Response:
    shown = shapes.PracticeReminderSerializer(reminder, context=_context(person, [reminder], now))
    return Response(shown.data, status=status, headers={"ETag": reminders.etag(reminder)})


def _context(person: Person, found: Sequence[Reminder], now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "wishes": wishes_of([person.pk])[person.pk],
        "held_back": held_back_among([each.pk for each in found], now),
        "instead": reminding.instead_of_barred(person, found, now=now),
    }
