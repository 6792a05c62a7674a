"""People to turn to in this minute: meetings that are on or begin soon, online and where the person is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.accounts.models import Person
from meetings.search.answers import page_answer
from meetings.search.criteria import parse_criteria
from meetings.search.find import find_meetings

SOON_MINUTES = 60
# Enough to pick from in a bad minute, and near enough to go to.
MEETINGS_SHOWN = 3
RADIUS_KM = 25


@dataclass(frozen=True)
class People:
    """Meetings as everywhere in the API. `meetings_near` is None where no place was told."""

    meetings_online: Sequence[dict[str, Any]]
    meetings_near: Sequence[dict[str, Any]] | None


def people_for(person: Person, *, near: str | None = None, now: datetime) -> People:  # noqa: ARG001
    """Return whom to turn to now. `near` is "lat,lon"; it is used for this answer and kept nowhere.

    Raises InvalidRequest with a pointer to /near when that is no place.
    """
    online = _on_now({"venue_type": "virtual,hybrid"}, now=now)
    return People(online, None if near is None else _near(near, now=now))


def _near(place: str, *, now: datetime) -> list[dict[str, Any]]:
    return _on_now({"near": place, "radius_km": RADIUS_KM, "venue_type": "in_person,hybrid"}, now=now)


def _on_now(wanted: dict[str, Any], *, now: datetime) -> list[dict[str, Any]]:
    criteria = parse_criteria(
        wanted | {"happening": "now", "starting_within_minutes": SOON_MINUTES, "limit": MEETINGS_SHOWN}
    )
    found: dict[str, Any] = json.loads(page_answer(find_meetings(criteria, now=now), now=now))
    results: list[dict[str, Any]] = found["results"]
    return results
