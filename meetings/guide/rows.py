"""A listing as a Meeting Guide row."""

import json
from datetime import datetime

from meetings.documents import Listing


def render(listing: Listing, *, now: datetime) -> bytes | None:  # noqa: ARG001 - what ages within a week
    return json.dumps({"slug": listing.meeting.slug}).encode() if listing.meeting.is_listed else None
