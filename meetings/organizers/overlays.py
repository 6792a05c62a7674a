"""Corrections that organizers lay over a feed: kept field by field, and kept through every import.

| the feed, at the next import | the field |
|---|---|
| still the old value | ours is shown, the overlay stays |
| now equal to ours | the overlay ends: the feed agrees |
| something else | ours is shown, and the field is in conflict until an organizer takes one |
| the row is gone | the meeting is withdrawn; the overlay waits for its return |
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backend.accounts.models import Account
from meetings.models import MeetingOverlay
from meetings.organizers.statements import State, Statements, differing, statements_of, with_statements

# Of these feeds say nothing: nothing of theirs can contradict.
NEVER_IN_FEEDS = frozenset({"exdates", "exceptions", "valid_from", "valid_until"})


@dataclass(frozen=True)
class LaidOver:
    """What a meeting says with its overlays, and what became of each."""

    state: dict[str, Any]
    kept: list[MeetingOverlay]
    ended: list[MeetingOverlay]
    in_conflict: list[MeetingOverlay]


def of_meetings(meeting_ids: Iterable[int]) -> dict[int, list[MeetingOverlay]]:
    """Return the overlays of each of these that has some."""
    found: dict[int, list[MeetingOverlay]] = {}
    for overlay in MeetingOverlay.objects.filter(meeting__in=list(meeting_ids)).order_by("field"):
        found.setdefault(overlay.meeting_id, []).append(overlay)
    return found


def lay_over(upstream: State, overlays: Sequence[MeetingOverlay], *, today: date) -> LaidOver:
    """Compare what the feed says now with what it said at each edit. Nothing is saved; the overlays are marked."""
    said = statements_of(upstream)
    result = LaidOver(dict(upstream), [], [], [])
    ours: Statements = {}
    for overlay in overlays:
        theirs = said[overlay.field]
        if _has_ended(overlay, theirs, today):
            result.ended.append(overlay)
            continue
        ours[overlay.field] = overlay.ours
        is_new = theirs != overlay.upstream and not _is_silent(overlay.field, upstream)
        overlay.is_in_conflict, overlay.theirs = is_new, theirs if is_new else None
        (result.in_conflict if is_new else result.kept).append(overlay)
    result.state.update(with_statements(upstream, ours))
    return result


def without(shown: State, overlays: Iterable[MeetingOverlay]) -> dict[str, Any]:
    """Return what the feed said last: the shown state with theirs in place of ours."""
    return with_statements(shown, {overlay.field: said_upstream(overlay) for overlay in overlays})


def said_upstream(overlay: MeetingOverlay) -> Any:
    return overlay.theirs if overlay.is_in_conflict else overlay.upstream


def record_edit(meeting_id: int, before: State, after: State, *, actor: Account, now: datetime) -> None:
    """Keep what an organizer has changed about a meeting that follows a feed; what equals the feed again ends."""
    stood, stands = statements_of(before), statements_of(after)
    known = {overlay.field: overlay for overlay in of_meetings([meeting_id]).get(meeting_id, [])}
    for field in differing(stood, stands):
        overlay = known.get(field)
        upstream = said_upstream(overlay) if overlay else stood[field]
        if stands[field] == upstream:
            MeetingOverlay.objects.filter(meeting=meeting_id, field=field).delete()
        else:
            _keep(meeting_id, field, stands[field], upstream, actor, now)


def end_all(meeting_id: int) -> None:
    MeetingOverlay.objects.filter(meeting=meeting_id).delete()


def take_ours(overlay: MeetingOverlay, *, actor: Account, now: datetime) -> None:
    """End a conflict: what the feed says now is known, and ours is shown all the same."""
    _keep(overlay.meeting_id, overlay.field, overlay.ours, overlay.theirs, actor, now)


def as_json(overlay: MeetingOverlay) -> dict[str, Any]:
    """What organizers see: our value, the feed's at the edit, and where it says something new since, that."""
    return {
        "field": overlay.field,
        "ours": overlay.ours,
        "upstream": overlay.upstream,
        "theirs": overlay.theirs if overlay.is_in_conflict else None,
        "is_in_conflict": overlay.is_in_conflict,
        "at": overlay.at,
    }


def values_of(overlays: Iterable[MeetingOverlay]) -> Mapping[str, Any]:
    return {overlay.field: overlay.ours for overlay in overlays}


def _has_ended(overlay: MeetingOverlay, theirs: Any, today: date) -> bool:
    if overlay.field in NEVER_IN_FEEDS:
        return bool(overlay.ours == overlay.upstream)
    return _is_over(overlay, today) or bool(theirs == overlay.ours)


def _is_over(overlay: MeetingOverlay, today: date) -> bool:
    """A pause or closure until a day that is over has been lifted here (turning.py)."""
    ours: Any = overlay.ours
    return overlay.field == "state" and "" < ours["until"] < today.isoformat()


def _is_silent(field: str, upstream: State) -> bool:
    """Whether the feed says nothing about this: a place where the meeting is virtual now."""
    return field in NEVER_IN_FEEDS or (field.startswith("place.") and upstream["place"] is None)


def _keep(meeting_id: int, field: str, ours: Any, upstream: Any, actor: Account, now: datetime) -> None:
    MeetingOverlay.objects.update_or_create(
        meeting_id=meeting_id,
        field=field,
        defaults={
            "ours": ours,
            "upstream": upstream,
            "theirs": None,
            "is_in_conflict": False,
            "actor": actor,
            "at": now,
        },
    )
