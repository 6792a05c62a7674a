import re

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of, session_of
from backend.accounts.permissions import IsAccount
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.problems import Invalid, InvalidRequest
from backend.api.views import View
from notifications import devices
from notifications.serializers.devices import DeviceSerializer, DeviceShape

INSTALLATION_ID = r"^[A-Za-z0-9._:\-]{1,200}$"
INSTALLATION = OpenApiParameter(
    "installation_id", {"type": "string", "pattern": INSTALLATION_ID}, OpenApiParameter.PATH
)


class DevicesView(View):
    permission_classes = [IsAccount]

    @extend_schema(parameters=[PageQuery], responses=page_schema(DeviceSerializer))
    def get(self, request: Request) -> Response:
        """Your phones, and whether each can be rung."""
        context = {"now": timezone.now()}
        page = page_of(request, devices.devices_of(account_of(request)), "-refreshed_at", "id")
        return Response(page.as_json(lambda device: DeviceSerializer(device, context=context).data))


class DeviceView(View):
    permission_classes = [IsAccount]

    @extend_schema(parameters=[INSTALLATION], request=DeviceShape, responses=DeviceSerializer)
    def put(self, request: Request, installation_id: str) -> Response:
        """Tell where this phone can be rung; the token of the request is tied to it. Repeat at every start."""
        _check_installation_id(installation_id)
        report = DeviceShape.parse(request.data)
        now = timezone.now()
        device = devices.register(account_of(request), session_of(request), installation_id, report, now=now)
        return Response(DeviceSerializer(device, context={"now": now}).data)

    @extend_schema(parameters=[INSTALLATION], responses={204: None})
    def delete(self, request: Request, installation_id: str) -> Response:
        """Stop ringing this phone. Saying it twice is no error."""
        _check_installation_id(installation_id)
        devices.forget(account_of(request), installation_id)
        return Response(status=204)


def _check_installation_id(installation_id: str) -> None:
    if not re.fullmatch(INSTALLATION_ID, installation_id):
        raise InvalidRequest(Invalid("", "An installation id is 1 to 200 letters, digits, dots, colons or dashes."))
