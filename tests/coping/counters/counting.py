"""Requests about counters, with everything filled in that a test does not care about."""

from datetime import date
from typing import Any

from backend.accounts.models import Person
from backend.coping.counters import keeping
from backend.coping.counters.keeping import CounterWish
from backend.coping.models import Counter
from tests.coping.factories import NOON

COUNTERS = "/v1/counters"


def start(phone, *, label: str = "My days", started_on: str = "2026-10-14", **more: Any):
    return phone.post(COUNTERS, {"label": label, "started_on": started_on} | more)


def begun(phone, **more: Any) -> str:
    """Start a counter and return its path."""
    response = start(phone, **more)
    assert response.status_code == 201, response.content
    return f"{COUNTERS}/{response.data['id']}"


def slip(phone, counter: str, **more: Any):
    return phone.post(f"{counter}/slips", more)


def kept(person: Person, *, started_on: date = date(2026, 10, 14), **more: Any) -> Counter:
    wish = CounterWish("My days", started_on, **more)
    return keeping.start_counter(person, wish, body={}, now=NOON)[0]
