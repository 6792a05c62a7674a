"""A listing in a line."""

from datetime import datetime, timedelta

from django import template

from backend.console.organizer import words
from backend.console.organizer.words import Line
from meetings.history.reading import Told
from meetings.models import Meeting, MeetingChange, State, VenueType

register = template.Library()
register.filter("exception_words", words.exception_words)
register.filter("who_words", words.who_words)
WEEKDAYS = ("Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays")


@register.filter
def when(meeting: Meeting) -> str:
    """`Mondays, 19:30 to 20:30 (America/New_York)`."""
    ends_at = datetime.combine(meeting.starts_on, meeting.start_time) + timedelta(minutes=meeting.duration_minutes)
    days = "See the rule" if meeting.weekday is None else WEEKDAYS[meeting.weekday]
    return f"{days}, {meeting.start_time:%H:%M} to {ends_at:%H:%M} ({meeting.tzid})"


@register.filter
def where(meeting: Meeting) -> str:
    place = meeting.place
    parts = [place.name, place.street, place.city] if place else []
    if meeting.venue_type != VenueType.IN_PERSON:
        parts.append("online")
    return ", ".join(part for part in parts if part)


@register.filter
def shown_as(meeting: Meeting) -> str:
    if not meeting.is_published:
        return "not published"
    return "published" if meeting.state == State.ACTIVE else meeting.get_state_display().lower()


@register.filter
def state_words(meeting: Meeting) -> str:
    return words.state_words(meeting.state, meeting.state_until)


@register.filter
def kind_words(told: Told) -> str:
    return words.KIND_WORDS[MeetingChange.Kind(told.kind)]


@register.filter
def change_lines(told: Told) -> list[Line]:
    """What differs; of a new listing nothing, because it is all new."""
    return [] if told.kind == MeetingChange.Kind.CREATED else words.lines_of(told.diff)
