"""Life events as staff put them on record."""

from typing import Any

from backend.accounts.models import Person


def record(desk: Any, person: Person, kind: str, **more: Any) -> Any:
    return desk.post(f"/v1/staff/people/{person.pk}/life-events", {"kind": kind, **more})


def take_back(desk: Any, person: Person, event: Any) -> Any:
    return desk.delete(f"/v1/staff/people/{person.pk}/life-events/{event.json()['id']}")
