"""Times as staff read them: in a named zone, and how long is left."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template

register = template.Library()


@register.filter
def in_zone(at: datetime, tzid: str) -> str:
    """`Mon 23 Nov 2026, 09:00 EST`."""
    return at.astimezone(ZoneInfo(tzid)).strftime("%a %-d %b %Y, %H:%M %Z")


@register.filter
def day_in(at: datetime, tzid: str) -> str:
    """`23 Nov 2026`."""
    return at.astimezone(ZoneInfo(tzid)).strftime("%-d %b %Y")


@register.filter
def until(due_at: datetime, now: datetime) -> str:
    """`3 h 10 min left`, `25 min overdue`. Days from 48 hours on."""
    left = due_at - now
    return f"{_length(abs(left))} {'overdue' if left < timedelta(0) else 'left'}"


@register.filter
def ago(at: datetime, now: datetime) -> str:
    return f"{_length(now - at)} ago"


def _length(duration: timedelta) -> str:
    minutes = int(duration.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // (24 * 60)} days"
