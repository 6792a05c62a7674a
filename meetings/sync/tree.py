"""When a service body is put elsewhere in the tree, its meetings leave the slices above it, and come into others."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from meetings.models import Meeting, MeetingDeparture, ServiceBody
from meetings.stored import sequence

BATCH = 500
Parents = Mapping[int, int | None]


def parents() -> Parents:
    return dict(ServiceBody.objects.values_list("pk", "parent_id"))


def tell_of_moves(was: Parents, *, now: datetime) -> int:
    """Number the meetings of bodies that are elsewhere than in `was`, and note what they left. Return how many.

    Locks the meetings, then takes numbers: what is written after it must be locked by then.
    """
    present = parents()
    moved = [body for body in was.keys() & present.keys() if _above(was, body) != _above(present, body)]
    earlier = MeetingDeparture.objects.filter(service_body__in=moved)
    # Read before the new ones are written.
    repeated = [each for departure in earlier for each in _repeated(departure, was, present)]
    MeetingDeparture.objects.bulk_create(repeated, batch_size=BATCH)
    listed = Meeting.objects.filter(service_body__in=moved, is_listed=True).only("pk", "service_body")
    # First the meetings, then the numbers: as everybody who changes one.
    meetings = list(listed.order_by("pk").select_for_update(of=("self",)))
    if not meetings:
        return 0
    for meeting, number in zip(meetings, sequence.take_numbers(len(meetings)), strict=True):
        meeting.seq = number
    # The numbers are unique: a new one is higher than any that is stored.
    Meeting.objects.bulk_update(meetings, ["seq"], batch_size=BATCH)
    MeetingDeparture.objects.bulk_create(_departures(meetings, was, present, now), batch_size=BATCH)
    return len(meetings)


def _repeated(departure: MeetingDeparture, was: Parents, present: Parents) -> Iterator[MeetingDeparture]:
    """Who watched above and has not heard of it yet would look for it in vain below: keep it there under its number."""
    for left in _left(departure.service_body_id, was, present):
        yield MeetingDeparture(
            meeting_id=departure.meeting_id, seq=departure.seq, at=departure.at, service_body_id=left
        )


def _departures(meetings: list[Meeting], was: Parents, present: Parents, now: datetime) -> Iterator[MeetingDeparture]:
    for meeting in meetings:
        if meeting.seq is not None:
            for left in _left(meeting.service_body_id, was, present):
                yield MeetingDeparture(meeting=meeting, seq=meeting.seq, at=now, service_body_id=left)


def _left(body: int | None, was: Parents, present: Parents) -> set[int]:
    """Return the bodies that it was below, and is no more."""
    return _above(was, body) - _above(present, body) if body is not None else set()


def _above(parent_of: Parents, body: int) -> set[int]:
    """Return the bodies above this one; a circle ends where it closes."""
    found = set[int]()
    above = parent_of.get(body)
    while above is not None and above not in found:
        found.add(above)
        above = parent_of.get(above)
    return found
