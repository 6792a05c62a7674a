"""Writing history: one row for each change of a listing, in the transaction of the change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from backend.accounts.models import Account
from meetings.models import ImportRun, MeetingChange, Source
from meetings.stored import documents
from meetings.stored.documents import Listing

Kind = MeetingChange.Kind


def change_of(
    listing: Listing,
    before: Mapping[str, Any] | None,
    *,
    at: datetime,
    kind: Kind | None = None,
    actor: Account | None = None,
    source: Source | None = None,
    run: ImportRun | None = None,
) -> MeetingChange:
    """Return the row for a change that is rendered; `before` is documents.state_of what stood there.

    Without an actor and a source it was the clock: a pause that ended, a validity that began.
    """
    after = documents.state_of(listing)
    return MeetingChange(
        meeting=listing.meeting,
        at=at,
        kind=kind or _kind(before, after),
        actor=actor,
        source=source,
        run=run,
        service_body_id=listing.meeting.service_body_id,
        before=before,
        after=after,
    )


def _kind(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Kind:
    if before is None:
        return Kind.CREATED
    if before["is_published"] and not after["is_published"]:
        return Kind.WITHDRAWN
    if before["withdrawn_at"] and after["is_published"]:
        return Kind.RETURNED
    return Kind.CHANGED
