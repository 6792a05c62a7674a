import pytest
from django.utils import timezone

from backend.accounts import sessions
from meetings.models import OrganizerServiceBody, ServiceBody

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_organizer_posts_a_meeting_and_somebody_nearby_finds_it(stack, olive):
    body = ServiceBody.objects.create(name="Harbour Area", type="AS", is_ours=True)
    OrganizerServiceBody.objects.create(organizer=olive, service_body=body)
    token = sessions.start_session(olive.account, after_second_factor=True, now=timezone.now())
    meeting = {
        "name": "Tuesday Lights",
        "weekday": 2,
        "start_time": "19:30",
        "duration_minutes": 90,
        "tzid": "America/New_York",
        "venue_type": "in_person",
        "place": {
            "name": "St. Example Hall",
            "street": "12 Sample Street",
            "city": "New York",
            "region": "NY",
            "postal_code": "10000",
            "country": "US",
            "lat": 40.7831,
            "lon": -73.9712,
        },
        "service_body_id": body.pk,
    }

    posted = stack.call("POST", "/v1/organizer/meetings", meeting, token=token)
    found = stack.call("GET", "/v1/meetings?near=40.7800,-73.9700&radius_km=2&weekday=2")

    assert posted.status == 201, posted
    assert [each["name"] for each in found.body["results"]] == ["Tuesday Lights"]
    assert found.body["results"][0]["distance_km"] < 1
    assert found.body["results"][0]["next_occurrence"] is not None
