"""What a search reads of a meeting: columns that follow from the rest, written with the document."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice

from backend.recurrence import parse_zone, to_instant
from backend.recurrence.rule import parse_rule
from meetings.dates.occurrences import Timing, happenings, minute_of_week, weekly_rule
from meetings.models import Meeting, State
from meetings.search.text import folded
from meetings.venues import PlaceFacts

# How far ahead the table of occurrences goes, and how little of it may be left (turning.renew_dated).
HORIZON = timedelta(weeks=3)
# A rule that ends after more happenings than these is taken as endless: some years of any listing.
MOST_HAPPENINGS = 5_000


def fill(meeting: Meeting, *, now: datetime) -> None:
    place = meeting.place
    meeting.lat, meeting.lon = (place.lat, place.lon) if place else (None, None)
    meeting.week_minute = _week_minute(meeting)
    meeting.visible_from, meeting.visible_until = _visibility(meeting)
    meeting.is_listed = meeting.is_published and is_visible(meeting, now=now)
    meeting.dated_until = None if is_plainly_weekly(meeting, now=now) else now + HORIZON
    meeting.search_text = folded(" ".join(_searched_texts(meeting)))


def is_visible(meeting: Meeting, *, now: datetime) -> bool:
    begun = meeting.visible_from is None or meeting.visible_from <= now
    return begun and (meeting.visible_until is None or meeting.visible_until > now)


def is_plainly_weekly(meeting: Meeting, *, now: datetime) -> bool:
    """Whether its week minute says when it is on: it repeats every week, and no other date is still to come."""
    # Yesterday is today somewhere, and a meeting may end on the day after.
    earliest = now.date() - timedelta(days=2)
    days = [*meeting.exdates, *(each.last_day for each in meeting.timing.exceptions)]
    return meeting.week_minute is not None and all(day < earliest for day in days)


def _visibility(meeting: Meeting) -> tuple[datetime | None, datetime | None]:
    """Return the instants from which and until which it is listed: days of validity, and the end of the last event."""
    zone = parse_zone(meeting.tzid)
    first = to_instant(datetime.combine(meeting.valid_from, time()), zone) if meeting.valid_from else None
    ends = [_last_end(meeting.timing)]
    if meeting.valid_until:
        ends.append(to_instant(datetime.combine(meeting.valid_until + timedelta(days=1), time()), zone))
    return first, min((end for end in ends if end is not None), default=None)


def _last_end(timing: Timing) -> datetime | None:
    """Return when the last happening of a rule ends, pauses aside; None for an endless one."""
    if not _is_finite(timing.rrule):
        return None
    always = replace(timing, state=State.ACTIVE, state_until=None)
    start = to_instant(timing.dtstart, parse_zone(timing.tzid))
    found = list(islice(happenings(always, after=start), MOST_HAPPENINGS + 1))
    if len(found) > MOST_HAPPENINGS:
        return None
    return max((span.ends_at for span in found), default=start)


def _is_finite(rrule: str) -> bool:
    if not rrule:
        return True
    rule = parse_rule(rrule)
    return rule.count is not None or rule.until is not None


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
        texts += [value for value in vars(PlaceFacts.of(meeting.place)).values() if isinstance(value, str)]
    return texts
