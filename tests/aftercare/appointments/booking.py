"""Appointments over HTTP, with everything filled in that a test does not care about."""

from typing import Any

# Nine in the morning in New York on Wednesday: 14:00 in UTC.
WEDNESDAY_NINE = {"starts_at": "2026-11-25T09:00:00", "duration_minutes": 45, "kind": "in-person"}


def path_of(person: Any, appointment: Any = None) -> str:
    path = f"/v1/staff/people/{person.pk}/appointments"
    return f"{path}/{appointment['id']}" if appointment else path


def book(client: Any, person: Any, **body: Any) -> Any:
    return client.post(path_of(person), WEDNESDAY_NINE | body)


def booked(client: Any, person: Any, **body: Any) -> Any:
    response = book(client, person, **body)
    assert response.status_code == 201, response.content
    return response.json()


def change(client: Any, person: Any, appointment: Any, **body: Any) -> Any:
    return client.patch(path_of(person, appointment), body)
