from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.permissions import IsPerson
from backend.api.views import View
from backend.care_team.revoking import serializers as shapes
from backend.care_team.revoking import taking_back


class RevokeConsentView(View):
    permission_classes = [IsPerson]
    # No limit stands before taking something back.
    throttle_classes = []

    @extend_schema(responses=shapes.RevokedSerializer)
    def get(self, request: Request, consent_id: UUID) -> Response:
        """Who will stop knowing if you take this back, and help if an alert is open. Nothing changes by asking."""
        now = timezone.now()
        revoked = taking_back.foresee_revoking(person_of(request), consent_id, now=now)
        return Response(shapes.RevokedSerializer(revoked, context={"now": now}).data)

    @extend_schema(request=None, responses=shapes.RevokedSerializer)
    def post(self, request: Request, consent_id: UUID) -> Response:
        """Take a consent back. It holds from the next request on, and is never refused."""
        now = timezone.now()
        revoked = taking_back.revoke_consent(person_of(request), consent_id, now=now)
        return Response(shapes.RevokedSerializer(revoked, context={"now": now}).data)


class LeaveSiteView(View):
    permission_classes = [IsPerson]
    throttle_classes = []

    @extend_schema(responses=shapes.LeftSerializer)
    def get(self, request: Request, site_id: UUID) -> Response:
        """Who will stop knowing if you leave this site, and help if an alert is open. Nothing changes by asking."""
        now = timezone.now()
        left = taking_back.foresee_leaving(person_of(request), site_id, now=now)
        return Response(shapes.LeftSerializer(left, context={"now": now}).data)

    @extend_schema(request=None, responses=shapes.LeftSerializer)
    def post(self, request: Request, site_id: UUID) -> Response:
        """Take everything back from a site, and be followed there no more. What is yours stays yours."""
        now = timezone.now()
        left = taking_back.leave_site(person_of(request), site_id, now=now)
        return Response(shapes.LeftSerializer(left, context={"now": now}).data)
