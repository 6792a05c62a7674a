"""The stored document of a meeting: what the API answers, rendered once, when the meeting changes.

What depends on who asks and when (distance, next occurrence) is not in it: answers append it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.text import slugify

from backend.recurrence import parse_zone, to_instant
from meetings import sequence
from meetings.models import Format, Meeting, MeetingFormat, Place
from meetings.occurrences import minute_of_week, weekly_rule
from meetings.search.text import folded

DEFAULT_LANGUAGE = "en"
BATCH = 500
EVERY_FIELD = [field.name for field in Meeting._meta.concrete_fields if not field.primary_key]


@dataclass(frozen=True)
class Listing:
    """A meeting with its formats, both loaded: what a document shows."""

    meeting: Meeting
    formats: Sequence[Format]


def listings_of(meetings: QuerySet[Meeting]) -> list[Listing]:
    """Load listings in a fixed number of statements."""
    formats = Format.objects.prefetch_related("translations")
    loaded = meetings.select_related("place", "service_body").prefetch_related(Prefetch("formats", formats))
    return [Listing(meeting, list(meeting.formats.all())) for meeting in loaded]


def prepare(listings: Sequence[Listing], *, now: datetime) -> None:
    """Render changed meetings and number the visible ones; they are not saved yet.

    The numbers are locked from here to the end of the transaction: only writing may follow.
    """
    for listing in listings:
        listing.meeting.updated_at = now
        _fill_search_columns(listing.meeting)
        listing.meeting.doc = render(listing)
    # Drafts that nobody ever saw leave no trace for those who follow the changes.
    visible = [m for m in (listing.meeting for listing in listings) if m.is_published or m.withdrawn_at]
    numbers = sequence.take_numbers(len(visible)) if visible else range(0)
    for meeting, number in zip(visible, numbers, strict=True):
        meeting.seq = number


def save(listings: Sequence[Listing]) -> None:
    """Insert or overwrite what `prepare` has rendered, with the links to its formats."""
    Meeting.objects.bulk_create(
        [listing.meeting for listing in listings],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=EVERY_FIELD,
    )
    links = [MeetingFormat(meeting=listing.meeting, format=each) for listing in listings for each in listing.formats]
    MeetingFormat.objects.filter(meeting__in=[listing.meeting for listing in listings]).delete()
    MeetingFormat.objects.bulk_create(links, batch_size=BATCH)


def is_stale(listing: Listing) -> bool:
    """Whether something that the document shows has changed since it was rendered."""
    return render(listing) != bytes(listing.meeting.doc)


def render(listing: Listing) -> bytes:
    text = json.dumps(content(listing), ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def content(listing: Listing) -> dict[str, Any]:
    meeting = listing.meeting
    body = meeting.service_body
    return {
        "id": meeting.pk,
        "slug": meeting.slug,
        "name": meeting.name,
        "weekday": meeting.weekday,
        "start_time": f"{meeting.start_time:%H:%M}",
        "duration_minutes": meeting.duration_minutes,
        "tzid": meeting.tzid,
        "tzid_inferred": meeting.tzid_inferred,
        "rrule": meeting.rrule,
        "dtstart": meeting.dtstart.isoformat(),
        "exdates": [datetime.combine(day, meeting.start_time).isoformat() for day in meeting.exdates],
        "valid_from": _day(meeting.valid_from),
        "valid_until": _day(meeting.valid_until),
        "venue_type": meeting.venue_type,
        "state": meeting.state,
        "state_until": _day(meeting.state_until),
        "place": _place(meeting.place) if meeting.place else None,
        "online": _online(meeting) if meeting.has_online or meeting.online_notes else None,
        "formats": [_format(each) for each in sorted(listing.formats, key=lambda each: each.pk)],
        "languages": meeting.languages,
        "accessibility": meeting.accessibility,
        "service_body": {"id": body.pk, "name": body.name} if body else None,
        "notes": meeting.notes,
        "last_confirmed_on": _day(meeting.last_confirmed_on),
        "updated_at": instant(meeting.updated_at),
    }


def state_of(listing: Listing) -> dict[str, Any]:
    """Return what history keeps, and what organizers see: the document and whether it is published."""
    meeting = listing.meeting
    withdrawn_at = instant(meeting.withdrawn_at) if meeting.withdrawn_at else None
    return content(listing) | {"is_published": meeting.is_published, "withdrawn_at": withdrawn_at}


def publish(meeting: Meeting, *, is_published: bool, now: datetime) -> None:
    """Say whether it is listed; one that was and is no more becomes a tombstone."""
    meeting.is_published = is_published
    # Only what was seen once has a number.
    meeting.withdrawn_at = None if is_published or meeting.seq is None else meeting.withdrawn_at or now


def lasting_slug(name: str, meeting_id: int) -> str:
    """Return a slug that is unique by the id at its end; it stays when the name changes."""
    suffix = f"-{meeting_id}"
    return f"{slugify(name)[: 64 - len(suffix)] or 'meeting'}{suffix}"


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _fill_search_columns(meeting: Meeting) -> None:
    place = meeting.place
    meeting.lat, meeting.lon = (place.lat, place.lon) if place else (None, None)
    meeting.week_minute = _week_minute(meeting)
    meeting.visible_from, meeting.visible_until = _visibility(meeting)
    meeting.search_text = folded(" ".join(_searched_texts(meeting)))


def _visibility(meeting: Meeting) -> tuple[datetime | None, datetime | None]:
    """Return the instants from which and until which it is listed: days of validity, and the end of a single event."""
    zone = parse_zone(meeting.tzid)
    first = to_instant(datetime.combine(meeting.valid_from, time()), zone) if meeting.valid_from else None
    ends = []
    if meeting.valid_until:
        ends.append(to_instant(datetime.combine(meeting.valid_until + timedelta(days=1), time()), zone))
    if not meeting.rrule:
        ends.append(to_instant(meeting.dtstart, zone) + timedelta(minutes=meeting.duration_minutes))
    return first, min(ends, default=None)


def _week_minute(meeting: Meeting) -> int | None:
    """Return None for those that repeat in a way that one minute of the week cannot tell."""
    if meeting.weekday is None or meeting.rrule != weekly_rule(meeting.weekday):
        return None
    return minute_of_week(meeting.weekday, meeting.start_time)


def _searched_texts(meeting: Meeting) -> list[str]:
    texts = [meeting.name, meeting.notes]
    if meeting.service_body:
        texts.append(meeting.service_body.name)
    if meeting.place:
        texts += [value for key, value in _place(meeting.place).items() if key not in {"lat", "lon"}]
    return texts


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "street": place.street,
        "city": place.city,
        "city_subsection": place.city_subsection,
        "neighborhood": place.neighborhood,
        "county": place.county,
        "region": place.region,
        "postal_code": place.postal_code,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "info": place.info,
        "train_lines": place.train_lines,
        "bus_lines": place.bus_lines,
    }


def _online(meeting: Meeting) -> dict[str, str]:
    return {"url": meeting.online_url, "phone": meeting.online_phone, "notes": meeting.online_notes}


def _format(each: Format) -> dict[str, Any]:
    translations = sorted(each.translations.all(), key=lambda t: (t.language != DEFAULT_LANGUAGE, t.language))
    words = translations[0] if translations else None
    return {"id": each.pk, "key": words.key if words else "", "name": words.name if words else ""}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
