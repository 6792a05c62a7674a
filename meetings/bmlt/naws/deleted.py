"""Meetings that a feed has given up: world services strike them off by them."""

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.bmlt.authority import Authority
from meetings.bmlt.changes.answers import is_deletion, shown_to
from meetings.bmlt.changes.sides import Kept, body_of, fields_of, venue_of
from meetings.bmlt.fields import DATA_FIELDS, FIXED_FIELDS
from meetings.bmlt.format_lists import ids_text
from meetings.bmlt.venues import reserved_formats
from meetings.models import MeetingChange

# What world services write in the place of a world id once they know.
NOTED = "deleted"


@dataclass(frozen=True)
class DeletedRow:
    """The last that was said of it, as a BMLT row."""

    row: dict[str, str]
    body_id: int

    @property
    def is_reported(self) -> bool:
        """Those without a world id, world services have never heard of."""
        return self.row["worldid_mixed"].strip().lower() not in {"", NOTED}


def deleted_rows(bodies: Iterable[int], authority: Authority) -> dict[int, DeletedRow]:
    """Return them by meeting id, each from its last deletion, with one statement."""
    withdrawn = MeetingChange.objects.filter(
        service_body__in=bodies, kind=MeetingChange.Kind.WITHDRAWN, meeting__withdrawn_at__isnull=False
    )
    found: dict[int, DeletedRow] = {}
    for change in withdrawn.order_by("meeting", "-id").distinct("meeting"):
        shown = shown_to(authority, change) if is_deletion(change) else None
        if shown is not None and shown.before is not None:
            found[change.meeting_id] = _row(shown.before, change.meeting_id)
    return found


def _row(kept: Kept, meeting_id: int) -> DeletedRow:
    said = {name: value for name, value in fields_of(kept, meeting_id).items() if isinstance(value, str)}
    ids = [*(each["id"] for each in kept["formats"]), *reserved_formats(venue_of(kept), kept["state"])]
    row = dict.fromkeys((*FIXED_FIELDS, *DATA_FIELDS), "") | said | {"format_shared_id_list": ids_text(ids)}
    return DeletedRow(row, body_of(kept) or 0)
