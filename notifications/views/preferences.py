from collections.abc import Mapping

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import account_of
from backend.accounts.permissions import IsAccount
from backend.api.views import View
from notifications.kinds import Category
from notifications.serializers.preferences import PreferencesSerializer, PreferencesShape
from notifications.wishes import preferences


class PreferencesView(View):
    permission_classes = [IsAccount]

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """How you hear of each category. Safety notices always ring."""
        return _preferences(preferences.preferences_of(account_of(request)))

    @extend_schema(request=PreferencesShape, responses=PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        """Choose push or the app only, per category; what you leave out stays."""
        wishes = PreferencesShape.parse(request.data)
        return _preferences(preferences.change_preferences(account_of(request), wishes.categories))


def _preferences(chosen: Mapping[Category, str]) -> Response:
    rows = [{"category": category, "way": way} for category, way in chosen.items()]
    return Response(PreferencesSerializer({"categories": rows}).data)
