from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.conditional import cached, etag_of
from backend.api.negotiation import OnlyOne
from backend.api.permissions import Anyone
from backend.api.views import View
from backend.crisis import check
from backend.crisis.bundle.signed import published_keys, signed_bundle
from backend.crisis.bundle.signing import KEY_SET, SIGNED
from backend.crisis.help import card_as_shown
from backend.crisis.lines import lines_for
from backend.crisis.sending import MAX_AGE_SECONDS, send
from backend.crisis.serializers import QuestionShape, VerdictSerializer
from backend.crisis.verifying.reading import current_findings
from backend.instruments.catalogue import catalogue

UNCHANGED = OpenApiResponse(description="Not modified")


class CrisisView(View):
    """Open to anybody: no credentials are read, nothing is written, nothing is counted."""

    permission_classes = [Anyone]
    authentication_classes: list[Any] = []
    throttle_classes: list[Any] = []
    stores_nothing = True
    # No Accept header stands before help.
    content_negotiation_class = OnlyOne


class LinesView(CrisisView):
    @extend_schema(responses={200: OpenApiTypes.OBJECT, 304: UNCHANGED})
    def get(self, request: Request, country: str) -> Response:
        """Emergency number and help lines of a country; an unknown one gets 112 and the directory."""
        today = timezone.now().date()
        found = lines_for(country, findings=current_findings(), today=today).with_ages(today)
        return cached(request, etag_of(found), found, public=True, max_age=MAX_AGE_SECONDS)


class WarningSignsView(CrisisView):
    @extend_schema(responses={200: OpenApiTypes.OBJECT, 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """Cards with warning signs: what to look for, what to do, what not to do."""
        cards = {"cards": [card_as_shown(card) for card in catalogue().cards.values()]}
        return cached(request, etag_of(cards), cards, public=True, max_age=MAX_AGE_SECONDS)


class BundleView(CrisisView):
    @extend_schema(responses={(200, SIGNED): OpenApiTypes.OBJECT, 304: UNCHANGED})
    def get(self, request: Request) -> HttpResponse:
        """All of crisis help in one signed file (RFC 7515, flattened) for a phone that loses signal.

        Its payload holds the lines of every country, the default and the rules for choosing, all cards with warning
        signs, the instruments with their rules and test vectors, and a blank safety plan.
        """
        bundle = signed_bundle(current_findings(), today=timezone.now().date())
        return send(request._request, bundle, SIGNED)


class KeysView(CrisisView):
    @extend_schema(responses={(200, KEY_SET): OpenApiTypes.OBJECT, 304: UNCHANGED})
    def get(self, request: Request) -> HttpResponse:
        """The public keys of the bundle (RFC 7517): the one that signs, those before it, and those to come."""
        return send(request._request, published_keys(), KEY_SET)


class CheckView(CrisisView):
    @extend_schema(request=QuestionShape, responses=VerdictSerializer)
    def post(self, request: Request) -> Response:
        """Say what these answers call for. Nobody is told and nothing is stored."""
        question = QuestionShape.parse(request.data)
        verdict = check.check(question, today=timezone.now().date())
        return Response({"level": verdict.level.value, "help": verdict.help})
