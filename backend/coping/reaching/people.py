"""People to turn to in this minute: one's own, and meetings that are on or begin soon, online and near."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.accounts.models import Person
from backend.care_team.safety_profile import NOTHING_TOLD, profile_of
from backend.coping.models import Supporter
from backend.coping.recommending.filtering import YES
from backend.coping.supporters.keeping import supporters_of
from meetings.search.answers import page_answer
from meetings.search.criteria import parse_criteria
from meetings.search.find import find_meetings

# exercises.json, `contraindications`: "The person may hurt you or use with you".
UNSAFE_CONTACT = "unsafe_contact"
SOON_MINUTES = 60
# Enough to pick from in a bad minute, and near enough to go to.
MEETINGS_SHOWN = 3
RADIUS_KM = 25


@dataclass(frozen=True)
class People:
    """Supporters come first, in the person's order; the phone has their numbers. Meetings are as everywhere in the API.

    `meetings_near` is None where no place was told.
    """

    supporters: Sequence[Supporter]
    meetings_online: Sequence[dict[str, Any]]
    meetings_near: Sequence[dict[str, Any]] | None


def people_for(
    person: Person, *, told_now: Mapping[str, str] = NOTHING_TOLD, near: str | None = None, now: datetime
) -> People:
    """Return whom to turn to now. `near` is "lat,lon"; it is used for this answer and kept nowhere.

    `told_now` are answers of this minute, which go before the safety profile. Raises InvalidRequest with a pointer to
    /near when that is no place.
    """
    online = _on_now({"venue_type": "virtual,hybrid"}, now=now)
    supporters = _supporters(person, profile_of(person, told_now=told_now))
    return People(supporters, online, None if near is None else _near(near, now=now))


def check_place(near: str | None) -> None:
    """Raises InvalidRequest with a pointer to /near when it is no place."""
    if near is not None:
        parse_criteria({"near": near})


def _supporters(person: Person, profile: Mapping[str, str]) -> list[Supporter]:
    """Return nobody where the person has said that contact is not safe for them: then there are the help lines."""
    return [] if profile[UNSAFE_CONTACT] == YES else supporters_of(person)


def _near(place: str, *, now: datetime) -> list[dict[str, Any]]:
    return _on_now({"near": place, "radius_km": RADIUS_KM, "venue_type": "in_person,hybrid"}, now=now)


def _on_now(wanted: dict[str, Any], *, now: datetime) -> list[dict[str, Any]]:
    criteria = parse_criteria(
        wanted | {"happening": "now", "starting_within_minutes": SOON_MINUTES, "limit": MEETINGS_SHOWN}
    )
    found: dict[str, Any] = json.loads(page_answer(find_meetings(criteria, now=now), now=now))
    results: list[dict[str, Any]] = found["results"]
    return results
