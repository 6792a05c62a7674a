"""What is derived from a changed listing for those who read it elsewhere: rows that saving.py writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import takewhile
from typing import cast

from meetings.bmlt import rows as bmlt_rows
from meetings.dates.dated import ExceptionKind
from meetings.dates.occurrences import Span, happenings
from meetings.guide import rows as guide_rows
from meetings.models import Meeting, MeetingDeparture, MeetingOccurrence, MeetingProjection
from meetings.stored.documents import Listing


def occurrences_of(meeting: Meeting, *, now: datetime) -> list[MeetingOccurrence]:
    """Return its happenings from `now` to `dated_until`; none where the week minute says it all."""
    until = meeting.dated_until
    if until is None:
        return []
    spans = takewhile(lambda span: span.starts_at < until, happenings(meeting.timing, after=now))
    return [_occurrence(meeting, span) for span in spans]


def projection_of(listing: Listing, *, now: datetime) -> MeetingProjection:
    return MeetingProjection(
        meeting=listing.meeting,
        bmlt=bmlt_rows.render(listing, now=now),
        bmlt_words=bmlt_rows.searched_text(listing, now=now),
        is_in_bmlt=bmlt_rows.is_shown(listing, now=now),
        guide=guide_rows.render(listing, now=now),
    )


def departures_of(meetings: Iterable[Meeting], *, now: datetime) -> list[MeetingDeparture]:
    """Return where listed meetings have been until now, of those that are saved to be elsewhere, or nowhere."""
    changed = {meeting.pk: meeting for meeting in meetings}
    stored = Meeting.objects.filter(pk__in=changed, is_listed=True).only("seq", "lat", "lon", "service_body_id")
    return [_departure(was, changed[was.pk], now) for was in stored if _has_left(was, changed[was.pk])]


def _has_left(was: Meeting, meeting: Meeting) -> bool:
    return not meeting.is_listed or _whereabouts(was) != _whereabouts(meeting)


def _whereabouts(meeting: Meeting) -> Sequence[float | int | None]:
    return meeting.lat, meeting.lon, meeting.service_body_id


def _departure(was: Meeting, meeting: Meeting, now: datetime) -> MeetingDeparture:
    # What was listed has a number.
    return MeetingDeparture(
        meeting_id=was.pk,
        seq=cast(int, meeting.seq),
        at=now,
        lat=was.lat,
        lon=was.lon,
        service_body_id=was.service_body_id,
    )


def _occurrence(meeting: Meeting, span: Span) -> MeetingOccurrence:
    lat, lon = _point(meeting, span)
    return MeetingOccurrence(meeting=meeting, starts_at=span.starts_at, ends_at=span.ends_at, lat=lat, lon=lon)


def _point(meeting: Meeting, span: Span) -> tuple[float | None, float | None]:
    """Return where people sit that day."""
    exception = span.exception
    if exception is None:
        return meeting.lat, meeting.lon
    if exception.place is not None:
        return exception.place.lat, exception.place.lon
    return (None, None) if exception.kind is ExceptionKind.ONLINE else (meeting.lat, meeting.lon)
