from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.keys import store
from backend.accounts.permissions import IsStaff
from backend.aftercare.quiet import contacts
from backend.aftercare.quiet import serializers as shapes
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View


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
        """Write down that you called, met or wrote. The person sees that there was a contact, and not your note."""
        wish = shapes.ContactShape.parse(request.data)
        contact, is_new = contacts.log_contact(staff_of(request), person_id, wish, now=timezone.now())
        return Response(shapes.ContactSerializer(contact).data, status=201 if is_new else 200)
