from datetime import datetime
from typing import cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.keys import store
from backend.accounts.permissions import IsStaff
from backend.aftercare.quiet import contacts, people, worklist
from backend.aftercare.quiet import serializers as shapes
from backend.api.pages import PageQuery, page_of, page_of_sorted, page_schema
from backend.api.problems import Invalid, InvalidRequest
from backend.api.serializers import Instant
from backend.api.views import View
from backend.care_team.people import followed_by

SINCE = OpenApiParameter(
    "since", datetime, description="What came after this instant is new; left out: your last look."
)


class WorklistView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery, SINCE], responses=page_schema(shapes.WorkSerializer))
    def get(self, request: Request) -> Response:
        """Who waits for a human, the most urgent first: one row for each person, and what is new about them."""
        now, staff = timezone.now(), staff_of(request)
        found = worklist.worklist_of(staff, now=now)
        page = page_of_sorted(request, found.waiting, lambda each: each.key)
        rows = worklist.show(staff, found, page.rows, since=_since(request), now=now)
        return Response({"results": shapes.WorkSerializer(rows, many=True).data, "next": page.next})


class PeopleView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.FollowedSerializer))
    def get(self, request: Request) -> Response:
        """The people you follow, what each of them lets you see, and how quiet they are."""
        now, staff = timezone.now(), staff_of(request)
        page = page_of(request, followed_by(staff, now=now), "pk")
        rows = people.with_facts(staff, page.rows, now=now)
        return Response({"results": shapes.FollowedSerializer(rows, many=True).data, "next": page.next})


class PersonView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.FollowedSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """One person you follow."""
        followed = people.person_followed_by(staff_of(request), person_id, now=timezone.now())
        return Response(shapes.FollowedSerializer(followed).data)


class ContactsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.ContactSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """When your site got in touch with a person outside alerts, or tried to, the last time first."""
        rows = contacts.contacts_for(staff_of(request), person_id, now=timezone.now())
        page = page_of(request, rows, "-occurred_at", "id")
        store.preload([person_id, *(each.staff_id for each in page.rows)])
        return Response(page.as_json(lambda each: shapes.ContactSerializer(each).data))

    @extend_schema(
        request=shapes.ContactShape, responses={201: shapes.ContactSerializer, 200: shapes.ContactSerializer}
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Write down that you called, met or wrote. The person reads it, and your note, in their export."""
        wish = shapes.ContactShape.parse(request.data)
        contact, is_new = contacts.log_contact(staff_of(request), person_id, wish, now=timezone.now())
        return Response(shapes.ContactSerializer(contact).data, status=201 if is_new else 200)


def _since(request: Request) -> datetime | None:
    text = request.query_params.get("since")
    if text is None:
        return None
    try:
        return cast(datetime, Instant().to_internal_value(text))
    except ValidationError:
        raise InvalidRequest(
            Invalid("/since", "Give an instant with its offset, as in 2026-11-23T14:00:00Z.")
        ) from None
