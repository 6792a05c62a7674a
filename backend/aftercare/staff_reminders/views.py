from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.permissions import IsStaff
from backend.aftercare.staff_reminders import setting
from backend.aftercare.staff_reminders.serializers import StaffReminderChangeShape, StaffReminderSerializer
from backend.api.conditional import IF_MATCH, matching
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from notifications import reminders
from notifications.models import Reminder
from notifications.serializers.reminders import ReminderShape


class StaffRemindersView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(StaffReminderSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """What your site reminds a person of, the newest first. What they remind themselves of is theirs."""
        now = timezone.now()
        rows = setting.reminders_for(staff_of(request), person_id, now=now)
        page = page_of(request, rows, "-created_at", "id")
        return Response(page.as_json(lambda each: StaffReminderSerializer(each, context={"now": now}).data))

    @extend_schema(request=ReminderShape, responses={201: StaffReminderSerializer, 200: StaffReminderSerializer})
    def post(self, request: Request, person_id: UUID) -> Response:
        """Set a reminder for a person. The lock screen shows a neutral line; they see who set it and can stop it."""
        now = timezone.now()
        wish = ReminderShape.parse(request.data)
        body = cast(dict[str, Any], request.data)
        reminder, is_new = setting.set_reminder(staff_of(request), person_id, wish, body=body, now=now)
        return _shown(reminder, now, status=201 if is_new else 200)


class StaffReminderView(View):
    permission_classes = [IsStaff]
    problem_statuses = (412,)

    @extend_schema(parameters=[IF_MATCH], request=StaffReminderChangeShape, responses=StaffReminderSerializer)
    def patch(self, request: Request, person_id: UUID, reminder_id: UUID) -> Response:
        """Change what it says or when it rings. A rule is replaced as a whole."""
        now = timezone.now()
        change = StaffReminderChangeShape.parse(request.data)
        changed = setting.change_reminder(
            staff_of(request), person_id, reminder_id, change, check=matching(request), now=now
        )
        return _shown(changed, now)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, person_id: UUID, reminder_id: UUID) -> Response:
        """Delete it; what has not rung yet will not."""
        now = timezone.now()
        setting.delete_reminder(staff_of(request), person_id, reminder_id, check=matching(request), now=now)
        return Response(status=204)


def _shown(reminder: Reminder, now: datetime, *, status: int = 200) -> Response:
    shown = StaffReminderSerializer(reminder, context={"now": now})
    return Response(shown.data, status=status, headers={"ETag": reminders.etag(reminder)})
