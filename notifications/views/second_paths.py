from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of
from backend.accounts.permissions import IsStaff
from backend.api.pages import page_schema
from backend.api.views import View
from notifications.models import SecondPath
from notifications.notices.trials import ring_trial
from notifications.second_paths import paths
from notifications.serializers.second_paths import (
    EmailShape,
    NewWebhookSerializer,
    SecondPathSerializer,
    TrialSerializer,
    WebhookShape,
)


class SecondPathsView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=page_schema(SecondPathSerializer))
    def get(self, request: Request) -> Response:
        """In which other ways an alert reaches you, beside your phones."""
        shown = [SecondPathSerializer(path).data for path in paths.paths_of(account_of(request))]
        return Response({"results": shown, "next": None})


class EmailPathView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=EmailShape, responses=SecondPathSerializer)
    def put(self, request: Request) -> Response:
        """Send a mail for each alert too. It says that something waits, and nothing of what."""
        wanted = EmailShape.parse(request.data)
        path = paths.set_email(account_of(request), wanted.address, now=timezone.now())
        return Response(SecondPathSerializer(path).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Send no mail any more. Saying it twice is no error."""
        paths.remove(account_of(request), SecondPath.Channel.EMAIL)
        return Response(status=204)


class WebhookPathView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=WebhookShape, responses=NewWebhookSerializer)
    def put(self, request: Request) -> Response:
        """Call a pager for each alert too, signed as "Standard Webhooks" says; each time with a new secret."""
        wanted = WebhookShape.parse(request.data)
        path = paths.set_webhook(account_of(request), wanted.url, now=timezone.now())
        return Response(NewWebhookSerializer(path).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Call no pager any more. Saying it twice is no error."""
        paths.remove(account_of(request), SecondPath.Channel.WEBHOOK)
        return Response(status=204)


class TrialView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=None, responses={202: TrialSerializer})
    def post(self, request: Request) -> Response:
        """Ring your phones, mail address and pager as an alert would, about nobody; once a minute.

        Its history tells what became of it.
        """
        trial = ring_trial(account_of(request), now=timezone.now())
        return Response(TrialSerializer({"notification_id": trial}).data, status=202)
