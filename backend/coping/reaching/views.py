from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.permissions import IsPerson
from backend.api.views import View
from backend.coping.reaching import serializers as shapes
from backend.coping.reaching.helping import help_now


class HelpNowView(View):
    """A POST, so that the place stands in no URL and in no log."""

    permission_classes = [IsPerson]
    stores_nothing = True

    @extend_schema(request=shapes.HelpNowShape, responses=shapes.HelpNowSerializer)
    def post(self, request: Request) -> Response:
        """People for this minute: numbers, meetings on now online and near you. Nobody is told that you asked."""
        place = shapes.HelpNowShape.parse(request.data)
        return Response(shapes.HelpNowSerializer(help_now(person_of(request), place, now=timezone.now())).data)
