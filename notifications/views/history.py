from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of, staff_of
from backend.accounts.permissions import IsAccount, IsStaff
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from notifications.notices import history
from notifications.serializers.history import ExplainedNotificationSerializer, NotificationHistorySerializer


class HistoryView(View):
    permission_classes = [IsAccount]

    @extend_schema(responses=NotificationHistorySerializer)
    def get(self, request: Request, notification_id: UUID) -> Response:
        """Why it rang, or why it did not: a code, one sentence, and what happened at each phone."""
        found = history.history_of(account_of(request), notification_id, now=timezone.now())
        return Response(NotificationHistorySerializer(found).data)


class PersonNotificationsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(ExplainedNotificationSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """What your site's plan rang a person for, newest first, and what became of each. The look is on record."""
        now = timezone.now()
        notices = history.notices_for(staff_of(request), person_id, now=now)
        page = page_of(request, notices, "-deliver_at", "id")
        context = {"now": now, "explanations": history.explanations_of(page.rows, now=now)}
        return Response(page.as_json(lambda row: ExplainedNotificationSerializer(row, context=context).data))
