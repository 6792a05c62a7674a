"""Going back to what a listing said after an earlier change."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from backend.accounts.models import Account
from backend.api.problems import Invalid, NotFound, Problem
from meetings.history.recording import Kind
from meetings.history.refilling import refill
from meetings.models import Format
from meetings.organizers import listings, organizing
from meetings.stored import documents
from meetings.stored.documents import Listing


@dataclass(frozen=True)
class Version:
    """What a listing said after this change."""

    change_id: int


class VersionIncomplete(Problem):
    """Left out silently, a format would be lost for good: the version after this one would not name it either."""

    code, title, status = "version-incomplete", "This version names what is there no more.", 422

    def __init__(self, *gone: Invalid) -> None:
        super().__init__(errors=[{"pointer": each.pointer, "detail": each.detail} for each in gone])


@transaction.atomic
def restore_version(
    organizer: Account,
    meeting_id: int,
    version: Version,
    *,
    check: Callable[[Listing], None],
    now: datetime,
) -> Listing:
    """Let a listing say again what it said in this version, its being published or withdrawn included.

    `check` sees the listing as it stands, locked. Nothing to restore: nothing is written. Raises NotFound outside the
    bodies served and for a change of another meeting, ServiceBodyNotServed, VersionIncomplete.
    """
    listing = listings.locked(organizer, meeting_id)
    check(listing)
    change = listing.meeting.changes.filter(pk=version.change_id).first()
    if change is None:
        raise NotFound
    _check_version(change.after, organizer)
    before = documents.state_of(listing)
    restored = refill(listing.meeting, change.after, now=now)
    if documents.state_of(restored) == before:
        return restored
    return listings.saved(restored, before, organizer, kind=Kind.RESTORED, at=now, now=now)


def _check_version(state: Mapping[str, Any], organizer: Account) -> None:
    body = state["service_body"]
    if body is None or body["id"] not in organizing.bodies_served(organizer):
        raise listings.ServiceBodyNotServed
    gone = list(_formats_gone(state["formats"]))
    if gone:
        raise VersionIncomplete(*gone)


def _formats_gone(formats: list[dict[str, Any]]) -> Iterator[Invalid]:
    known = set(Format.objects.filter(pk__in=[each["id"] for each in formats]).values_list("pk", flat=True))
    for position, each in enumerate(formats):
        if each["id"] not in known:
            yield Invalid(f"/formats/{position}", f"The format {each['key'] or each['id']} is there no more.")
