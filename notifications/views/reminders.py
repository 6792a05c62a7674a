from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of
from backend.accounts.permissions import IsPerson
from backend.api.conditional import IF_MATCH, matching
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from notifications import reminders
from notifications.models import Reminder
from notifications.serializers.reminders import ReminderChangeShape, ReminderSerializer, ReminderShape
from notifications.serializers.rules import PreviewShape, RingsSerializer
from notifications.wishes.loading import wishes_of


class RemindersView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery], responses=page_schema(ReminderSerializer))
    def get(self, request: Request) -> Response:
        """Your reminders, newest first; `set_by` says which of them your care team has set."""
        now = timezone.now()
        page = page_of(request, reminders.reminders_of(account_of(request)), "-created_at", "id")
        context = _context(account_of(request).pk, page.rows, now)
        return Response(page.as_json(lambda each: ReminderSerializer(each, context=context).data))

    @extend_schema(request=ReminderShape, responses={200: ReminderSerializer, 201: ReminderSerializer})
    def post(self, request: Request) -> Response:
        """Set a reminder. Its words stay in the app: the lock screen shows a neutral line."""
        now = timezone.now()
        wish = ReminderShape.parse(request.data)
        reminder, is_new = reminders.schedule_reminder(
            account_of(request), wish, body=cast(dict[str, Any], request.data), now=now
        )
        return _reminder(reminder, now, status=201 if is_new else 200)


class ReminderView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(responses=ReminderSerializer)
    def get(self, request: Request, reminder_id: UUID) -> Response:
        """One reminder, with its ETag."""
        return _reminder(reminders.find_reminder(account_of(request), reminder_id), timezone.now())

    @extend_schema(
        parameters=[IF_MATCH],
        request=ReminderChangeShape,
        responses=ReminderSerializer,
    )
    def patch(self, request: Request, reminder_id: UUID) -> Response:
        """Change a reminder. A rule is replaced as a whole. One that your care team has set can only be stopped."""
        now = timezone.now()
        change = ReminderChangeShape.parse(request.data)
        check = matching(request)
        return _reminder(reminders.change_reminder(account_of(request), reminder_id, change, check=check, now=now), now)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, reminder_id: UUID) -> Response:
        """Delete a reminder; what has not rung yet will not."""
        reminders.delete_reminder(account_of(request), reminder_id, check=matching(request), now=timezone.now())
        return Response(status=204)


class ReminderPreviewView(View):
    permission_classes = [IsPerson]
    stores_nothing = True

    @extend_schema(request=PreviewShape, responses=RingsSerializer)
    def post(self, request: Request) -> Response:
        """Show exactly when a rule would ring next. Keeps nothing."""
        asked = PreviewShape.parse(request.data)
        found = reminders.preview_reminder(
            account_of(request),
            asked.timing,
            asked.zone,
            window=asked.window or reminders.WINDOW,
            ends_on=asked.ends_on,
            after=asked.after or timezone.now(),
        )
        return Response(RingsSerializer({"next_occurrences": found}).data)


def _reminder(reminder: Reminder, now: datetime, *, status: int = 200) -> Response:
    shown = ReminderSerializer(reminder, context=_context(reminder.account_id, [reminder], now))
    return Response(shown.data, status=status, headers={"ETag": reminders.etag(reminder)})


def _context(account_id: UUID, found: Sequence[Reminder], now: datetime) -> dict[str, Any]:
    held_back = reminders.held_back_of(found, now=now)
    return {"now": now, "wishes": wishes_of([account_id])[account_id], "held_back": held_back}
