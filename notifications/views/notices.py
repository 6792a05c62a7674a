from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of, session_of
from backend.accounts.permissions import IsAccount
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.problems import NotFound
from backend.api.views import View
from notifications.models import Notification
from notifications.notices import inbox, receipts, snoozing, stopping
from notifications.serializers.notices import (
    NotificationSerializer,
    ReceiptShape,
    RecordedSerializer,
    SnoozeShape,
    StoppedSerializer,
)


class ReceiptsView(View):
    permission_classes = [IsAccount]
    problem_statuses = (422,)

    @extend_schema(request=ReceiptShape(many=True), responses=RecordedSerializer)
    def post(self, request: Request) -> Response:
        """Tell what became of notices: shown, opened, acted on. Repeats are no error; foreign ids are left out."""
        told = ReceiptShape.parse_list(request.data)
        device_id = receipts.device_of(session_of(request))
        known = receipts.record_receipts(account_of(request), told, device_id=device_id, now=timezone.now())
        unknown = {each.notification_id for each in told} - {each.notification_id for each in known}
        return Response({"recorded": len(known), "unknown": sorted(map(str, unknown))})


class NotificationsView(View):
    permission_classes = [IsAccount]

    @extend_schema(parameters=[PageQuery], responses=page_schema(NotificationSerializer))
    def get(self, request: Request) -> Response:
        """What has become due for you, newest first."""
        now = timezone.now()
        page = page_of(request, inbox.inbox_of(account_of(request), now=now), "-deliver_at", "id")
        return Response(page.as_json(lambda each: NotificationSerializer(each, context={"now": now}).data))


class NotificationView(View):
    permission_classes = [IsAccount]

    @extend_schema(responses=NotificationSerializer)
    def get(self, request: Request, notification_id: UUID) -> Response:
        """What a push is about: the phone fetches this once it is unlocked."""
        now = timezone.now()
        found: Notification | None = inbox.inbox_of(account_of(request), now=now).filter(pk=notification_id).first()
        if found is None:
            raise NotFound
        return Response(NotificationSerializer(found, context={"now": now}).data)


class SnoozeView(View):
    permission_classes = [IsAccount]
    problem_statuses = (409, 422)

    @extend_schema(request=SnoozeShape, responses=NotificationSerializer)
    def post(self, request: Request, notification_id: UUID) -> Response:
        """Be reminded again then, on all your phones, and not before. What is over stays as it is."""
        now = timezone.now()
        asked = SnoozeShape.parse(request.data)
        notice = snoozing.snooze(account_of(request).pk, notification_id, asked.until, now=now)
        return Response(NotificationSerializer(notice, context={"now": now}).data)


class StopView(View):
    permission_classes = [IsAccount]
    problem_statuses = (409,)

    @extend_schema(request=None, responses=StoppedSerializer)
    def post(self, request: Request, notification_id: UUID) -> Response:
        """Stop these: things like this one stand in the app and ring no more. Safety notices cannot be stopped."""
        stopped = stopping.stop(account_of(request), notification_id, now=timezone.now())
        return Response(StoppedSerializer(stopped).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, notification_id: UUID) -> Response:
        """Let these ring again, from the next one on."""
        stopping.resume(account_of(request), notification_id, now=timezone.now())
        return Response(status=204)
