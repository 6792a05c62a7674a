"""A listing as a BMLT row."""

import json
from datetime import datetime

from meetings.documents import Listing
from meetings.models import State


def render(listing: Listing, *, now: datetime) -> bytes:  # noqa: ARG001 - what ages within a week
    return json.dumps({"id_bigint": str(listing.meeting.pk)}).encode()


def is_shown(listing: Listing, *, now: datetime) -> bool:  # noqa: ARG001
    return listing.meeting.is_listed and listing.meeting.state != State.PAUSED
