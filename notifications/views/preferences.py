from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of
from backend.accounts.models import Account
from backend.accounts.permissions import IsAccount
from backend.api.views import View
from notifications.serializers.preferences import PreferencesSerializer, PreferencesShape, as_told
from notifications.wishes import preferences


class PreferencesView(View):
    permission_classes = [IsAccount]

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """How and when you hear of things. Safety notices always ring."""
        return _preferences(account_of(request))

    @extend_schema(request=PreferencesShape, responses=PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        """Choose how you hear of each category, when you want quiet, and how much; what you leave out stays."""
        wanted = PreferencesShape.parse(request.data)
        preferences.change(account_of(request), wanted, now=timezone.now())
        return _preferences(account_of(request))


def _preferences(account: Account) -> Response:
    told = as_told(preferences.preferences_of(account), preferences.wishes_row_of(account))
    return Response(PreferencesSerializer(told).data)
