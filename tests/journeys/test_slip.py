import pytest

from tests.journeys.steps import sign_up

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_without_a_clinic_counts_days_and_tells_of_a_slip(stack):
    una = sign_up(stack)
    days = {"label": "My days", "started_on": "2026-01-31", "milestone_push_at": "09:00"}

    counter = stack.call("POST", "/v1/counters", days, token=una.token)
    path = f"/v1/counters/{counter.body['id']}"
    told = stack.call("POST", f"{path}/slips", {"note": "After work"}, token=una.token)
    affected = stack.call(
        "POST", f"{path}/slips/{told.body['id']}/affected", {told.body["ask"]["item"]: 2}, token=una.token
    )
    later = stack.call("GET", path, token=una.token)

    assert (counter.status, told.status, affected.status) == (201, 201, 200)
    assert counter.body["slips_seen_by"]["watching"].startswith("No one at a clinic sees this.")
    assert told.body["help"]["emergency"]["number"] == affected.body["help"]["emergency"]["number"] == "911"
    assert (told.body["level"], affected.body["level"]) == ("L1", "L3")
    assert (later.body["days_now"], later.body["days_total"]) == (0, counter.body["days_total"])
    assert later.body["milestones"] == counter.body["milestones"]
