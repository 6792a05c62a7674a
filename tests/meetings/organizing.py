"""An area with its organizer, and a meeting as they would post it."""

from typing import Any

from backend.accounts.models import Organizer
from meetings.models import Meeting, OrganizerServiceBody, ServiceBody
from tests.meetings import factories

MEETINGS = "/v1/organizer/meetings"


def serve(organizer: Organizer, body: ServiceBody) -> None:
    OrganizerServiceBody.objects.create(organizer=organizer, service_body=body)


def area_of(organizer: Organizer) -> ServiceBody:
    body = factories.service_body("Harbour Area")
    serve(organizer, body)
    return body


def number_of(meeting_id: int) -> int:
    """Its place in the order of changes."""
    return Meeting.objects.exclude(seq=None).values_list("seq", flat=True).get(pk=meeting_id) or 0


def told(body: ServiceBody, **changes: Any) -> dict[str, Any]:
    """Tuesdays at 19:30 in New York."""
    return {
        "name": "Tuesday Lights",
        "weekday": 2,
        "start_time": "19:30",
        "duration_minutes": 90,
        "tzid": "America/New_York",
        "venue_type": "in_person",
        "place": {"street": "12 Sample Street", "city": "New York", "region": "NY", "lat": 40.7128, "lon": -74.006},
        "service_body_id": body.pk,
    } | changes
