"""GetChanges: what was changed and when, newest first. Who changed it is told to nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from meetings.bmlt.asking import Ask, Chunks, listed
from meetings.bmlt.authority import Authority
from meetings.bmlt.changes import prose
from meetings.bmlt.changes.reading import Wanted, read_wanted
from meetings.bmlt.changes.sides import Kept, body_of, fields_of, is_public, unpublished
from meetings.bmlt.service_bodies import bodies_below
from meetings.models import MeetingChange

Kind = MeetingChange.Kind
BATCH = 500


@dataclass(frozen=True)
class Shown:
    """A change as one asker may see it. `before` is None for new ones, `after` for deleted ones."""

    type: str  # new, delete, change or rollback
    before: Kept | None
    after: Kept | None


def get_changes(ask: Ask) -> Chunks:
    """Raises Refused for a date or an id that is none."""
    wanted = read_wanted(ask.parameters)
    return listed(_rows(_found(wanted, ask.authority), ask.authority))


def is_deletion(change: MeetingChange) -> bool:
    """Whether its feed gave it up. An organizer who takes a meeting from the list may put it back."""
    return change.kind == Kind.WITHDRAWN and change.actor_id is None


def shown_to(authority: Authority, change: MeetingChange) -> Shown | None:
    """Return what of a change may be seen: a side that was never public stays hidden, or the whole change does."""
    before = change.before if _may_see(authority, change.before, change) else None
    after = change.after if _may_see(authority, change.after, change) else None
    if before is None and after is None:
        return None
    if change.before is None:
        return Shown("new", None, after)
    if before is None:
        return Shown("change", unpublished(change.after), after)
    if after is None or is_deletion(change):
        return Shown("delete", before, None) if is_deletion(change) else Shown("change", before, unpublished(before))
    return Shown("rollback" if change.kind == Kind.RESTORED else "change", before, after)


def _may_see(authority: Authority, kept: Kept | None, change: MeetingChange) -> bool:
    return body_of(kept) in authority.bodies or is_public(kept, at=change.at)


def _found(wanted: Wanted, authority: Authority) -> QuerySet[MeetingChange]:
    changes = MeetingChange.objects.select_related("service_body").order_by("-at", "-id")
    was_public = Q(before__is_published=True) | Q(after__is_published=True)
    changes = changes.filter(was_public | Q(service_body__in=authority.bodies) if authority.bodies else was_public)
    if wanted.since is not None:
        changes = changes.filter(at__gte=wanted.since)
    if wanted.until is not None:
        changes = changes.filter(at__lt=wanted.until)
    if wanted.meeting_id is not None:
        changes = changes.filter(meeting=wanted.meeting_id)
    if wanted.service_body_id is not None:
        changes = changes.filter(service_body__in=bodies_below(wanted.service_body_id))
    return changes


def _rows(changes: QuerySet[MeetingChange], authority: Authority) -> Iterator[dict[str, Any]]:
    for change in changes.iterator(chunk_size=BATCH):
        shown = shown_to(authority, change)
        if shown is not None:
            yield _row(change, shown)


def _row(change: MeetingChange, shown: Shown) -> dict[str, Any]:
    body, latest = change.service_body, shown.after or shown.before or {}
    return {
        "date_int": str(int(change.at.timestamp())),
        "date_string": f"{change.at:%I:%M %p}, {change.at.month}/{change.at.day}/{change.at.year}".lstrip("0"),
        "change_type": f"comdef_change_type_{shown.type}",
        "change_id": str(change.pk),
        "meeting_id": str(change.meeting_id),
        "meeting_name": latest["name"],
        "user_id": "",
        "user_name": "",
        "service_body_id": str(body.pk) if body else "",
        "service_body_name": body.name if body else "",
        "meeting_exists": "1" if shown.after else "0",
        "details": _details(change, shown),
        "json_data": _json_data(change, shown),
    }


def _details(change: MeetingChange, shown: Shown) -> str:
    match shown:
        case Shown(type="rollback"):
            return prose.ROLLED_BACK
        case Shown(before=None):
            return prose.CREATED
        case Shown(after=None):
            return prose.DELETED
    before, after = shown.before or {}, shown.after or {}
    bodies = _body_name(before), _body_name(after)
    return prose.sentences(fields_of(before, change.meeting_id), fields_of(after, change.meeting_id), bodies=bodies)


def _body_name(kept: Kept) -> str:
    body = kept["service_body"]
    return body["name"] if body else ""


def _json_data(change: MeetingChange, shown: Shown) -> Mapping[str, Any]:
    """Contacts are kept in no history, so none is masked here."""
    sides = {"before": shown.before, "after": shown.after}
    return {name: fields_of(kept, change.meeting_id) for name, kept in sides.items() if kept is not None}
