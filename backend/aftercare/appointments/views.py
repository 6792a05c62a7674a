from datetime import datetime
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of, staff_of
from backend.accounts.permissions import IsPerson, IsStaff
from backend.aftercare.appointments import booking, reading
from backend.aftercare.appointments.serializers import (
    AppointmentChangeShape,
    AppointmentSerializer,
    AppointmentShape,
)
from backend.aftercare.models import Appointment, AppointmentQuerySet
from backend.api.conditional import IF_MATCH, matching
from backend.api.pages import Page, PageQuery, page_of, page_schema
from backend.api.problems import Invalid, InvalidRequest
from backend.api.views import View

COMING, PAST = "coming", "past"
WHEN = OpenApiParameter("when", str, enum=[COMING, PAST], default=COMING)
PAGE = page_schema(AppointmentSerializer)


class OwnAppointmentsView(View):
    permission_classes = [IsPerson]

    @extend_schema(parameters=[PageQuery, WHEN], responses=PAGE)
    def get(self, request: Request) -> Response:
        """Your appointments: what is to come, the next one first, or what has been."""
        rows = reading.appointments_of(person_of(request))
        return Response(_page(request, rows, timezone.now()).as_json(lambda each: AppointmentSerializer(each).data))


class AppointmentsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery, WHEN], responses=PAGE)
    def get(self, request: Request, person_id: UUID) -> Response:
        """A person's appointments at your site."""
        now = timezone.now()
        rows = reading.appointments_for(staff_of(request), person_id, now=now)
        return Response(_page(request, rows, now).as_json(lambda each: AppointmentSerializer(each).data))

    @extend_schema(request=AppointmentShape, responses={201: AppointmentSerializer, 200: AppointmentSerializer})
    def post(self, request: Request, person_id: UUID) -> Response:
        """Make an appointment in your clinic's time. The person reads place and note; the lock screen says nothing."""
        wish = AppointmentShape.parse(request.data)
        appointment, is_new = booking.book(staff_of(request), person_id, wish, now=timezone.now())
        return _appointment(appointment, status=201 if is_new else 200)


class AppointmentView(View):
    permission_classes = [IsStaff]
    problem_statuses = (412,)

    @extend_schema(responses=AppointmentSerializer)
    def get(self, request: Request, person_id: UUID, appointment_id: UUID) -> Response:
        """One appointment, with its ETag."""
        staff = staff_of(request)
        return _appointment(reading.appointment_for(staff, person_id, appointment_id, now=timezone.now()))

    @extend_schema(parameters=[IF_MATCH], request=AppointmentChangeShape, responses=AppointmentSerializer)
    def patch(self, request: Request, person_id: UUID, appointment_id: UUID) -> Response:
        """Move an appointment, call it off, or say whether it was kept. Its reminders move with it."""
        change = AppointmentChangeShape.parse(request.data)
        changed = booking.change(
            staff_of(request), person_id, appointment_id, change, check=matching(request), now=timezone.now()
        )
        return _appointment(changed)

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, person_id: UUID, appointment_id: UUID) -> Response:
        """Delete what was written by mistake. To call an appointment off, give it that outcome."""
        booking.delete(staff_of(request), person_id, appointment_id, check=matching(request), now=timezone.now())
        return Response(status=204)


def _page(request: Request, rows: AppointmentQuerySet, now: datetime) -> Page:
    """Cut a page of what is to come, or of what has begun already, the last first."""
    when = request.query_params.get("when", COMING)
    if when == COMING:
        return page_of(request, rows.filter(starts_at__gt=now), "starts_at", "id")
    if when == PAST:
        return page_of(request, rows.filter(starts_at__lte=now), "-starts_at", "id")
    raise InvalidRequest(Invalid("/when", f"Use {COMING} or {PAST}."))


def _appointment(appointment: Appointment, *, status: int = 200) -> Response:
    data = AppointmentSerializer(appointment).data
    return Response(data, status=status, headers={"ETag": booking.etag(appointment)})
