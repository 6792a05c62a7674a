"""Listings for tests, saved as the use cases save them."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from meetings.dates.occurrences import WEEK_ZERO, first_on, weekly_rule
from meetings.models import Format, FormatTranslation, Meeting, ServiceBody
from meetings.stored import places, saving
from meetings.stored.documents import Listing
from meetings.venues import PlaceFacts
from tests.times import utc

SAVED_AT = utc("2026-11-01T12:00")


def service_body(name: str = "Harbour Area", **fields: Any) -> ServiceBody:
    return ServiceBody.objects.create(name=name, is_ours=True, **fields)


def meeting_format(key: str, **fields: Any) -> Format:
    made = Format.objects.create(**fields)
    FormatTranslation.objects.create(format=made, language="en", key=key, name=key)
    return made


def unsaved(
    number: int, *, at: tuple[float, float] | None = None, weekday: int | None = 2, start: str = "19:30", **fields: Any
) -> Meeting:
    """A meeting, on Tuesdays at 19:30 in New York unless told otherwise; `at` is (lat, lon)."""
    made = places.find_or_make([PlaceFacts(lat=at[0], lon=at[1])]) if at else {}
    plain = {
        "place": next(iter(made.values()), None),
        "name": "Tuesday Lights",
        "slug": f"meeting-{number}",
        "duration_minutes": 60,
        "tzid": "America/New_York",
        "venue_type": "in_person" if at else "virtual",
        "is_published": True,
        "starts_on": first_on(weekday or 0, WEEK_ZERO),
        "rrule": "" if weekday is None else weekly_rule(weekday),
    }
    return Meeting(
        id=number,
        weekday=weekday,
        start_time=time.fromisoformat(start),
        **(plain | fields),
    )


def save(meetings: Sequence[Meeting], *formats: Format, now: datetime = SAVED_AT) -> list[Meeting]:
    listings = [Listing(meeting, formats) for meeting in meetings]
    saving.prepare(listings, now=now)
    saving.save(listings, now=now)
    return list(meetings)


def meeting(number: int = 1, *formats: Format, **fields: Any) -> Meeting:
    return save([unsaved(number, **fields)], *formats)[0]
