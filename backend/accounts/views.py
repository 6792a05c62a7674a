from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import joining, people, sessions
from backend.accounts import serializers as shapes
from backend.accounts.audit import looks
from backend.accounts.callers import account_of, person_of, staff_of
from backend.accounts.models import Consent
from backend.accounts.permissions import IsPerson, IsStaff
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.permissions import Anyone
from backend.api.throttles import SignUpThrottle
from backend.api.views import View


class AccountsView(View):
    permission_classes = [Anyone]
    authentication_classes = []
    throttle_classes = [SignUpThrottle]

    @extend_schema(request=shapes.ProfileShape, responses={201: shapes.SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Open an anonymous account. Token and recovery code are shown once."""
        profile = shapes.ProfileShape.parse(request.data)
        signed_in = people.sign_up(profile, now=timezone.now())
        return Response(shapes.SignedInSerializer(signed_in).data, status=201)


class RecoverView(View):
    permission_classes = [Anyone]
    authentication_classes = []
    throttle_classes = [SignUpThrottle]

    @extend_schema(request=shapes.RecoveryShape, responses={201: shapes.RecoveredSerializer})
    def post(self, request: Request) -> Response:
        """Come back on a new phone. The code used ends; a new one is in the answer."""
        asked = shapes.RecoveryShape.parse(request.data)
        signed_in = people.recover(asked.recovery_code, end_others=asked.end_others, now=timezone.now())
        return Response(shapes.RecoveredSerializer(signed_in).data, status=201)


class RecoveryCodeView(View):
    permission_classes = [IsPerson]

    @extend_schema(request=None, responses={201: shapes.RecoveryCodeSerializer})
    def post(self, request: Request) -> Response:
        """Make a new recovery code; the old one ends."""
        return Response({"recovery_code": people.rotate_code(person_of(request))}, status=201)


class SessionsView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.SessionSerializer))
    def get(self, request: Request) -> Response:
        """Phones that are signed in."""
        page = page_of(request, sessions.sessions_of(account_of(request)), "-created", "public_id")
        return Response(page.as_json(lambda session: shapes.SessionSerializer(session).data))


class SessionView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, session_id: UUID) -> Response:
        """Sign a phone out. Its push address goes at once."""
        sessions.end_session(account_of(request), session_id, now=timezone.now())
        return Response(status=204)


class AccessLogView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.LookSerializer))
    def get(self, request: Request) -> Response:
        """Who looked at your data, when, and at what."""
        page = page_of(request, looks.looks_at(person_of(request)), "-started_at", "id")
        return Response(page.as_json(lambda look: shapes.LookSerializer(look).data))


class InvitationAcceptView(View):
    permission_classes = [IsPerson]
    problem_statuses = (410,)

    @extend_schema(request=shapes.InvitationCodeShape, responses=shapes.SiteSerializer)
    def post(self, request: Request) -> Response:
        """Join the site of an invitation. Nothing is shared until you consent."""
        asked = shapes.InvitationCodeShape.parse(request.data)
        site = joining.accept_invitation(person_of(request), asked.code, now=timezone.now())
        return Response(shapes.SiteSerializer(site).data)


class ConsentsView(View):
    permission_classes = [IsPerson]
    problem_statuses = (404,)

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.ConsentSerializer))
    def get(self, request: Request) -> Response:
        """What you have agreed to share, with whom, until when."""
        consents = Consent.objects.filter(person_id=request.user.pk).select_related("site")
        page = page_of(request, consents, "-granted_at", "id")
        return Response(page.as_json(lambda consent: shapes.ConsentSerializer(consent).data))

    @extend_schema(
        request=shapes.ConsentShape,
        responses={201: shapes.ConsentSerializer(many=True), 200: shapes.ConsentSerializer(many=True)},
    )
    def post(self, request: Request) -> Response:
        """Agree to share classes of data with a site you joined. A class left out leaves the rest working."""
        asked = shapes.ConsentShape.parse(request.data)
        consents, is_new = joining.grant_consents(
            person_of(request), asked, body=dict(request.data), now=timezone.now()
        )
        return Response([shapes.ConsentSerializer(consent).data for consent in consents], status=201 if is_new else 200)


class ConsentRevokeView(View):
    permission_classes = [IsPerson]

    @extend_schema(request=None, responses=shapes.ConsentSerializer)
    def post(self, request: Request, consent_id: UUID) -> Response:
        """Take a consent back. It holds from the next request on."""
        consent = joining.revoke_consent(person_of(request), consent_id, now=timezone.now())
        return Response(shapes.ConsentSerializer(consent).data)


class InvitationsView(View):
    permission_classes = [IsStaff]

    @extend_schema(
        request=shapes.InvitationShape, responses={201: shapes.InvitedSerializer, 200: shapes.InvitedSerializer}
    )
    def post(self, request: Request) -> Response:
        """Invite a person: a single-use code, good for 72 hours, shown once."""
        wish = shapes.InvitationShape.parse(request.data)
        invited = joining.invite(staff_of(request), id=wish.id, now=timezone.now())
        return Response(shapes.InvitedSerializer(invited).data, status=201 if invited.code else 200)
