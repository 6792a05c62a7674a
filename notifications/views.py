import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of, session_of
from backend.accounts.permissions import IsAccount, IsPerson
from backend.api.conditional import require_match
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.problems import Invalid, InvalidRequest, NotFound
from backend.api.views import View
from notifications import devices, inbox, preferences, receipts, reminders, schedules
from notifications import serializers as shapes
from notifications.kinds import Category
from notifications.models import Notification, Reminder

INSTALLATION_ID = r"^[A-Za-z0-9._:\-]{1,200}$"
INSTALLATION = OpenApiParameter(
    "installation_id", {"type": "string", "pattern": INSTALLATION_ID}, OpenApiParameter.PATH
)
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The ETag that was read; another: 412."
)


class DeviceView(View):
    permission_classes = [IsAccount]

    @extend_schema(parameters=[INSTALLATION], request=shapes.DeviceShape, responses=shapes.DeviceSerializer)
    def put(self, request: Request, installation_id: str) -> Response:
        """Tell where this phone can be rung; the token of the request is tied to it. Repeat at every start."""
        _check_installation_id(installation_id)
        report = shapes.DeviceShape.parse(request.data)
        device = devices.register(account_of(request), session_of(request), installation_id, report, now=timezone.now())
        return Response(shapes.DeviceSerializer(device).data)

    @extend_schema(parameters=[INSTALLATION], responses={204: None})
    def delete(self, request: Request, installation_id: str) -> Response:
        """Stop ringing this phone. Saying it twice is no error."""
        _check_installation_id(installation_id)
        devices.forget(account_of(request), installation_id)
        return Response(status=204)


class ReceiptsView(View):
    permission_classes = [IsAccount]

    @extend_schema(request=shapes.ReceiptShape(many=True), responses=shapes.RecordedSerializer)
    def post(self, request: Request) -> Response:
        """Tell what became of notices: shown, opened, acted on. Repeats are no error; foreign ids are left out."""
        told = shapes.ReceiptShape.parse_list(request.data)
        device_id = receipts.device_of(session_of(request))
        known = receipts.record_receipts(account_of(request), told, device_id=device_id, now=timezone.now())
        unknown = {each.notification_id for each in told} - {each.notification_id for each in known}
        return Response({"recorded": len(known), "unknown": sorted(map(str, unknown))})


class NotificationsView(View):
    permission_classes = [IsAccount]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.NotificationSerializer))
    def get(self, request: Request) -> Response:
        """What has become due for you, newest first."""
        now = timezone.now()
        page = page_of(request, inbox.inbox_of(account_of(request), now=now), "-deliver_at", "id")
        return Response(page.as_json(lambda each: shapes.NotificationSerializer(each, context={"now": now}).data))


class NotificationView(View):
    permission_classes = [IsAccount]

    @extend_schema(responses=shapes.NotificationSerializer)
    def get(self, request: Request, notification_id: UUID) -> Response:
        """What a push is about: the phone fetches this once it is unlocked."""
        now = timezone.now()
        found: Notification | None = inbox.inbox_of(account_of(request), now=now).filter(pk=notification_id).first()
        if found is None:
            raise NotFound
        return Response(shapes.NotificationSerializer(found, context={"now": now}).data)


class PreferencesView(View):
    permission_classes = [IsAccount]

    @extend_schema(responses=shapes.PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """How you hear of each category. Safety notices always ring."""
        return _preferences(preferences.preferences_of(account_of(request)))

    @extend_schema(request=shapes.PreferencesShape, responses=shapes.PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        """Choose push or the app only, per category; what you leave out stays."""
        wishes = shapes.PreferencesShape.parse(request.data)
        return _preferences(preferences.change_preferences(account_of(request), wishes.categories))


class RemindersView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.ReminderSerializer))
    def get(self, request: Request) -> Response:
        """Your own reminders, newest first."""
        now = timezone.now()
        page = page_of(request, reminders.reminders_of(account_of(request)), "-created_at", "id")
        return Response(page.as_json(lambda each: shapes.ReminderSerializer(each, context={"now": now}).data))

    @extend_schema(
        request=shapes.ReminderShape, responses={200: shapes.ReminderSerializer, 201: shapes.ReminderSerializer}
    )
    def post(self, request: Request) -> Response:
        """Set a reminder. Its words stay in the app: the lock screen shows a neutral line."""
        now = timezone.now()
        wish = shapes.ReminderShape.parse(request.data)
        reminder, is_new = reminders.schedule_reminder(
            account_of(request), wish, body=cast(dict[str, Any], request.data), now=now
        )
        return _reminder(reminder, now, status=201 if is_new else 200)


class ReminderView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(responses=shapes.ReminderSerializer)
    def get(self, request: Request, reminder_id: UUID) -> Response:
        """One reminder, with its ETag."""
        return _reminder(reminders.find_reminder(account_of(request), reminder_id), timezone.now())

    @extend_schema(
        parameters=[IF_MATCH],
        request=shapes.ReminderChangeShape,
        responses=shapes.ReminderSerializer,
    )
    def patch(self, request: Request, reminder_id: UUID) -> Response:
        """Change a reminder. A rule is replaced as a whole."""
        now = timezone.now()
        change = shapes.ReminderChangeShape.parse(request.data)
        check = _matching(request)
        return _reminder(reminders.change_reminder(account_of(request), reminder_id, change, check=check, now=now), now)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, reminder_id: UUID) -> Response:
        """Delete a reminder; what has not rung yet will not."""
        reminders.delete_reminder(account_of(request), reminder_id, check=_matching(request), now=timezone.now())
        return Response(status=204)


class ReminderPreviewView(View):
    permission_classes = [IsPerson]
    stores_nothing = True

    @extend_schema(request=shapes.PreviewShape, responses=shapes.OccurrencesSerializer)
    def post(self, request: Request) -> Response:
        """Show exactly when a rule would ring next. Keeps nothing."""
        asked = shapes.PreviewShape.parse(request.data)
        tzid = asked.zone.tzid or schedules.zone_of(account_of(request).pk)
        found = schedules.preview(asked.recurrence, tzid, after=asked.after or timezone.now())
        shown = [{"at": each.at, "local": each.local, "tzid": tzid} for each in found]
        return Response(shapes.OccurrencesSerializer({"next_occurrences": shown}).data)


def _reminder(reminder: Reminder, now: datetime, *, status: int = 200) -> Response:
    shown = shapes.ReminderSerializer(reminder, context={"now": now})
    return Response(shown.data, status=status, headers={"ETag": reminders.etag(reminder)})


def _preferences(chosen: Mapping[Category, str]) -> Response:
    rows = [{"category": category, "way": way} for category, way in chosen.items()]
    return Response(shapes.PreferencesSerializer({"categories": rows}).data)


def _matching(request: Request) -> Callable[[str], None]:
    return lambda etag: require_match(request, etag)


def _check_installation_id(installation_id: str) -> None:
    if not re.fullmatch(INSTALLATION_ID, installation_id):
        raise InvalidRequest(Invalid("", "An installation id is 1 to 200 letters, digits, dots, colons or dashes."))
