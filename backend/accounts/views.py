from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import contact_details, joining, people, sessions
from backend.accounts import serializers as shapes
from backend.accounts.callers import account_of, person_of, staff_of
from backend.accounts.consents.serializers import JoinedSerializer
from backend.accounts.models import AccessLog
from backend.accounts.permissions import IsPerson, IsStaff
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.permissions import Anyone
from backend.api.throttles import AccountThrottle, InvitationThrottle, SignUpThrottle
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
        looks = AccessLog.objects.filter(person_id=request.user.pk).select_related("staff__site", "staff__account")
        page = page_of(request, looks, "-started_at", "id")
        return Response(page.as_json(lambda look: shapes.LookSerializer(look).data))


class InvitationAcceptView(View):
    permission_classes = [IsPerson]
    throttle_classes = [AccountThrottle, InvitationThrottle]
    problem_statuses = (410,)

    @extend_schema(request=shapes.InvitationCodeShape, responses=JoinedSerializer)
    def post(self, request: Request) -> Response:
        """Join the site of an invitation, and be shown its notice. Nothing is shared until you consent."""
        asked = shapes.InvitationCodeShape.parse(request.data)
        joined = joining.accept_invitation(person_of(request), asked, now=timezone.now())
        return Response(JoinedSerializer(joined).data)


class ContactDetailsView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.ContactDetailsSerializer)
    def get(self, request: Request) -> Response:
        """How you can be reached outside the app, as far as you told it."""
        return Response(shapes.ContactDetailsSerializer(contact_details.details_of(person_of(request))).data)

    @extend_schema(request=shapes.ContactDetailsShape, responses=shapes.ContactDetailsSerializer)
    def put(self, request: Request) -> Response:
        """Tell it, or take it away with null. Each is optional, and staff see none without your consent to it."""
        asked = shapes.ContactDetailsShape.parse(request.data)
        changed = contact_details.change_details(person_of(request), asked)
        return Response(shapes.ContactDetailsSerializer(changed).data)


class PersonContactDetailsView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.SharedContactDetailsSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """How to reach a person outside the app: the fields that they share, each look on record."""
        details = contact_details.details_for(staff_of(request), person_id, now=timezone.now())
        return Response(details)


class InvitationsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.InvitationSerializer))
    def get(self, request: Request) -> Response:
        """Your invitations, the newest first; for a supervisor or site admin, those of the site."""
        page = page_of(request, joining.invitations_of(staff_of(request)), "-expires_at", "id")
        context = {"now": timezone.now()}
        return Response(page.as_json(lambda row: shapes.InvitationSerializer(row, context=context).data))

    @extend_schema(
        request=shapes.InvitationShape, responses={201: shapes.InvitedSerializer, 200: shapes.InvitedSerializer}
    )
    def post(self, request: Request) -> Response:
        """Invite a person: a single-use code, good for 72 hours, shown once."""
        wish = shapes.InvitationShape.parse(request.data)
        invited = joining.invite(staff_of(request), wish, now=timezone.now())
        return Response(shapes.InvitedSerializer(invited).data, status=201 if invited.code else 200)


class InvitationView(View):
    permission_classes = [IsStaff]
    problem_statuses = (409,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, invitation_id: UUID) -> Response:
        """Withdraw an invitation that nobody has used."""
        joining.withdraw_invitation(staff_of(request), invitation_id, now=timezone.now())
        return Response(status=204)
