"""When a service body is put elsewhere in the tree, its meetings leave the slices above it, and come into others."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from meetings import sequence
from meetings.models import Meeting, MeetingDeparture, ServiceBody

BATCH = 500
Parents = Mapping[int, int | None]


def parents() -> Parents:
    return dict(ServiceBody.objects.values_list("pk", "parent_id"))


def tell_of_moves(was: Parents, *, now: datetime) -> int:
    """Number the meetings of bodies that are elsewhere than in `was`, and note what they left. Return how many.

    Takes numbers: call it at the end of the transaction.
    """
    present = parents()
    moved = [body for body in was.keys() & present.keys() if _above(was, body) != _above(present, body)]
    meetings = list(Meeting.objects.filter(service_body__in=moved, is_listed=True).only("pk", "service_body"))
    if not meetings:
        return 0
    for meeting, number in zip(meetings, sequence.take_numbers(len(meetings)), strict=True):
        meeting.seq = number
    # The numbers are unique: a new one is higher than any that is stored.
    Meeting.objects.bulk_update(meetings, ["seq"], batch_size=BATCH)
    MeetingDeparture.objects.bulk_create(_departures(meetings, was, present, now), batch_size=BATCH)
    return len(meetings)


def _departures(meetings: list[Meeting], was: Parents, present: Parents, now: datetime) -> Iterator[MeetingDeparture]:
    for meeting in meetings:
        body = meeting.service_body_id
        if body is not None and meeting.seq is not None:
            for left in _above(was, body) - _above(present, body):
                yield MeetingDeparture(meeting=meeting, seq=meeting.seq, at=now, service_body_id=left)


def _above(parent_of: Parents, body: int) -> set[int]:
    """Return the bodies above this one; a circle ends where it closes."""
    found = set[int]()
    above = parent_of.get(body)
    while above is not None and above not in found:
        found.add(above)
        above = parent_of.get(above)
    return found
