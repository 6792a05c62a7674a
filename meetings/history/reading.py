"""Looking back: what happened to a listing, and by whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet

from backend.accounts.models import Account
from backend.api.problems import NotFound
from meetings.history.diffing import Difference, differences
from meetings.models import MeetingChange, State
from meetings.organizers import organizing

Who = Literal["you", "organizer", "feed", "clock"]


@dataclass(frozen=True)
class Told:
    """A change as it may be told: never which other organizer it was. `feed` is the name of the feed, or None."""

    id: int
    at: datetime
    kind: str
    by: Who
    feed: str | None
    diff: list[Difference]


def changes_of(organizer: Account, meeting_id: int) -> QuerySet[MeetingChange]:
    """All changes of a meeting in the bodies that an organizer serves. Raises NotFound outside them."""
    if not organizing.meetings_served(organizer).filter(pk=meeting_id).exists():
        raise NotFound
    return MeetingChange.objects.filter(meeting=meeting_id).select_related("source")


def told(change: MeetingChange, *, to: Account) -> Told:
    return Told(
        id=change.pk,
        at=change.at,
        kind=change.kind,
        by=_who(change, to),
        feed=change.source.identity if change.source else None,
        diff=differences(change.before, change.after),
    )


def _who(change: MeetingChange, reader: Account) -> Who:
    if change.actor_id == reader.pk:
        return "you"
    if change.source_id is not None:
        return "feed"
    # An account that is gone leaves no actor, as the clock does; the clock only ends a closure or a pause.
    return "clock" if change.actor_id is None and _is_reopening(change.before, change.after) else "organizer"


def _is_reopening(before: dict[str, Any] | None, after: dict[str, Any]) -> bool:
    changed = {each.field for each in differences(before, after)}
    return after["state"] == State.ACTIVE and bool(changed) and changed <= {"state", "state_until"}
