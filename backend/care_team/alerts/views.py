from datetime import datetime
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.audit.purposes import Purpose
from backend.accounts.callers import staff_of
from backend.accounts.models import Staff
from backend.accounts.permissions import IsStaff
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.problems import Invalid, InvalidRequest
from backend.api.views import View
from backend.care_team import alerts
from backend.care_team.alerts import serializers as shapes
from backend.care_team.models import Alert

STATE = OpenApiParameter("state", str, enum=[state.value for state in Alert.State])


class AlertsView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery, STATE], responses=page_schema(shapes.AlertSerializer))
    def get(self, request: Request) -> Response:
        """Alerts about your people, the newest first; supervisors and on-call staff see those of the whole site."""
        now = timezone.now()
        rows = alerts.alerts_or_their_end(staff_of(request), now=now)
        state = request.query_params.get("state")
        if state is not None and state not in Alert.State.values:
            raise InvalidRequest(Invalid("/state", "There is no such state."))
        page = page_of(request, rows.filter(state=state) if state else rows, "-opened_at", "id")
        alerts.look_at(staff_of(request), page.rows, purpose=Purpose.ALERTS, now=now)
        alerts.look_at_rules(staff_of(request), page.rows, purpose=Purpose.ALERTS, now=now)
        return Response(page.as_json(lambda alert: shapes.AlertSerializer(alert).data))


class AlertView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses=shapes.AlertStorySerializer)
    def get(self, request: Request, alert_id: UUID) -> Response:
        """One alert with its whole story: whom it rang, who saw it and when, what was done."""
        alert = alerts.story_of(staff_of(request), alert_id, now=timezone.now())
        return Response(shapes.AlertStorySerializer(alert).data)


class AcknowledgeView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=None, responses=shapes.AlertSerializer)
    def post(self, request: Request, alert_id: UUID) -> Response:
        """Say that you have seen it: the clock stops, and the person learns that somebody has."""
        now = timezone.now()
        alerts.acknowledge(staff_of(request), alert_id, now=now)
        return _shown(staff_of(request), alert_id, now)


class ClaimView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=None, responses=shapes.AlertSerializer)
    def post(self, request: Request, alert_id: UUID) -> Response:
        """Say that you look after this person now."""
        now = timezone.now()
        alerts.claim(staff_of(request), alert_id, now=now)
        return _shown(staff_of(request), alert_id, now)


class OutcomeView(View):
    permission_classes = [IsStaff]

    @extend_schema(request=shapes.AlertOutcomeShape, responses=shapes.AlertSerializer)
    def post(self, request: Request, alert_id: UUID) -> Response:
        """Close an alert with what was done and a note."""
        asked = shapes.AlertOutcomeShape.parse(request.data)
        now = timezone.now()
        alerts.record_outcome(staff_of(request), alert_id, Alert.Outcome(asked.outcome), asked.note, now=now)
        return _shown(staff_of(request), alert_id, now)


def _shown(staff: Staff, alert_id: UUID, now: datetime) -> Response:
    alert = alerts.alerts_of(staff, now=now).get(pk=alert_id)
    alerts.look_at_rules(staff, [alert], purpose=Purpose.ALERT, now=now)
    return Response(shapes.AlertSerializer(alert).data)
