from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.consents import notices, offering, outside, signing
from backend.accounts.consents import serializers as shapes
from backend.accounts.permissions import IsPerson
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View

TERMS = [
    OpenApiParameter("site_id", OpenApiTypes.UUID, required=True),
    OpenApiParameter("data_classes", str, required=True, description="Separated by commas: plan,answers"),
    OpenApiParameter("expires_at", OpenApiTypes.DATETIME),
    OpenApiParameter("expires_on", OpenApiTypes.DATE, description="Its last day, by the clock of the site."),
]


class SiteNoticeView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.ShownNoticeSerializer)
    def get(self, request: Request, site_id: UUID) -> Response:
        """What a site you joined tells about your records and rights, as it stands now."""
        shown = notices.show_notice(person_of(request), site_id, now=timezone.now())
        return Response(shapes.ShownNoticeSerializer(shown).data)


class NoticesView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.NoticeSerializer))
    def get(self, request: Request) -> Response:
        """Which notices you were shown, when, and which you said you read."""
        page = page_of(request, notices.notices_of(person_of(request)), "-at", "id")
        return Response(page.as_json(lambda notice: shapes.NoticeSerializer(notice).data))


class AcknowledgeNoticeView(View):
    permission_classes = [IsPerson]

    @extend_schema(request=None, responses=shapes.NoticeSerializer)
    def post(self, request: Request, notice_id: UUID) -> Response:
        """Say that you have read a notice. It agrees to nothing."""
        notice = notices.acknowledge(person_of(request), notice_id, now=timezone.now())
        return Response(shapes.NoticeSerializer(notice).data)


class ConsentFormsView(View):
    permission_classes = [IsPerson]
    problem_statuses = (404, 422)
    stores_nothing = True

    @extend_schema(parameters=TERMS, responses=shapes.FormTextSerializer)
    def get(self, request: Request) -> Response:
        """Exactly what you would sign, for a site to see these classes of data. Nothing is granted by asking."""
        terms = shapes.QueriedTermsShape.parse(request.query_params.dict())
        now = timezone.now()
        form = offering.form_inside(person_of(request), terms, at=now, now=now)
        return Response(shapes.FormTextSerializer(form).data)

    @extend_schema(request=shapes.OutsideTermsShape, responses=shapes.FormTextSerializer)
    def post(self, request: Request) -> Response:
        """Exactly what you would sign, for a site to tell somebody outside. Their name stands in no address."""
        terms = shapes.OutsideTermsShape.parse(request.data)
        form = offering.form_outside(person_of(request), terms, now=timezone.now())
        return Response(shapes.FormTextSerializer(form).data)


class ConsentsView(View):
    permission_classes = [IsPerson]
    problem_statuses = (404,)

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.ConsentSerializer))
    def get(self, request: Request) -> Response:
        """What you have agreed to share, with whom, until when."""
        page = page_of(request, signing.consents_of(person_of(request)), "-granted_at", "id")
        context = {"now": timezone.now()}
        return Response(page.as_json(lambda consent: shapes.ConsentSerializer(consent, context=context).data))

    @extend_schema(
        request=shapes.ConsentShape,
        responses={201: shapes.ConsentSerializer(many=True), 200: shapes.ConsentSerializer(many=True)},
    )
    def post(self, request: Request) -> Response:
        """Agree to share classes of data with a site you joined, with your signature under the form you were shown.

        A class left out leaves the rest working.
        """
        now, asked = timezone.now(), shapes.ConsentShape.parse(request.data)
        consents, is_new = signing.grant_consents(
            person_of(request), asked.terms, asked.signing, body=dict(request.data), now=now
        )
        shown = shapes.ConsentSerializer(consents, many=True, context={"now": now})
        return Response(shown.data, status=201 if is_new else 200)


class ConsentView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.SignedConsentSerializer)
    def get(self, request: Request, consent_id: UUID) -> Response:
        """One consent, with the copy of what you signed."""
        consent = signing.find_consent(person_of(request), consent_id)
        return Response(shapes.SignedConsentSerializer(consent, context={"now": timezone.now()}).data)


class OutsideConsentsView(View):
    permission_classes = [IsPerson]
    problem_statuses = (404,)

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.OutsideConsentSerializer))
    def get(self, request: Request) -> Response:
        """What sites may tell others about you, whom, what for, until when."""
        now = timezone.now()
        page = page_of(request, outside.outside_consents_of(person_of(request), now=now), "-granted_at", "id")
        return Response(page.as_json(lambda consent: _outside(consent, now)))

    @extend_schema(
        request=shapes.OutsideConsentShape,
        responses={201: shapes.OutsideConsentSerializer(many=True), 200: shapes.OutsideConsentSerializer(many=True)},
    )
    def post(self, request: Request) -> Response:
        """Let a site tell somebody outside: one consent for each purpose, without an end until your care there ends."""
        now, asked = timezone.now(), shapes.OutsideConsentShape.parse(request.data)
        consents, is_new = outside.grant_outside(
            person_of(request), asked.terms, asked.signing, body=dict(request.data), now=now
        )
        return Response([_outside(consent, now) for consent in consents], status=201 if is_new else 200)


class OutsideConsentView(View):
    permission_classes = [IsPerson]

    @extend_schema(responses=shapes.SignedOutsideConsentSerializer)
    def get(self, request: Request, consent_id: UUID) -> Response:
        """One of them, with the copy of what you signed."""
        now = timezone.now()
        consent = outside.find_outside_consent(person_of(request), consent_id, now=now)
        return Response(shapes.SignedOutsideConsentSerializer(consent, context={"now": now}).data)


class RevokeOutsideConsentView(View):
    permission_classes = [IsPerson]

    @extend_schema(request=None, responses=shapes.OutsideConsentSerializer)
    def post(self, request: Request, consent_id: UUID) -> Response:
        """Take it back. From now on they are told nothing more; what they know they know."""
        now = timezone.now()
        return Response(_outside(outside.revoke_outside(person_of(request), consent_id, now=now), now))


def _outside(consent: Any, now: datetime) -> dict[str, Any]:
    return dict(shapes.OutsideConsentSerializer(consent, context={"now": now}).data)
