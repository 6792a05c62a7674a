"""Where a follower has got to: a number in the sequence of changes, of which history, and of which slice."""

import re
from dataclasses import dataclass

from django.urls import reverse

from backend.api.problems import Invalid, InvalidRequest, Problem
from meetings.sync.slices import Slice

# A bare number is one of the present history and of the slice that is asked for.
_CURSOR = re.compile(r"(?P<seq>[0-9]{1,18})(?:\.(?P<epoch>[0-9a-f]{0,32})\.(?P<slice>all|[0-9a-f]{16}))?", re.ASCII)


class StartOver(Problem):
    """`snapshot` is the address to begin with again; `reason` is `too-old`, `ahead` or `another-history`."""

    code, title, status = "start-over", "These changes are not kept. Take a new snapshot.", 410

    def __init__(self, reason: str, part: Slice) -> None:
        super().__init__(reason=reason, snapshot=address_of(part))


@dataclass(frozen=True)
class Cursor:
    """The last change that was seen; `epoch` and `slice_name` are None where only a number was given."""

    seq: int
    epoch: str | None = None
    slice_name: str | None = None


def read(text: str, part: Slice) -> Cursor:
    """Raises InvalidRequest for what is no cursor, and for one of another slice."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise InvalidRequest(Invalid("/since", "Give the `next` of a snapshot or of earlier changes, or 0."))
    if found["slice"] not in (None, part.name):
        raise InvalidRequest(Invalid("/since", "This cursor belongs to another slice of the listing."))
    return Cursor(int(found["seq"]), found["epoch"], found["slice"])


def write(seq: int, epoch: str, part: Slice) -> str:
    return f"{seq}.{epoch}.{part.name}"


def address_of(part: Slice) -> str:
    path = reverse("meeting-snapshot")
    return f"{path}?{part.query}" if part.query else path
