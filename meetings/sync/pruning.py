"""Tombstones are kept for 90 days: who has been away for longer takes a new snapshot."""

from datetime import datetime, timedelta

from django.db import transaction

from meetings.models import ChangeCounter, MeetingDeparture
from meetings.stored.sequence import COUNTER

KEPT = timedelta(days=90)
# They go a month at a time: each time all cursors and copies from before begin anew, also of slices where nothing
# has changed.
LONGEST = timedelta(days=120)


@transaction.atomic
def prune_departures(*, now: datetime) -> int:
    """Forget where meetings were long ago, and from when on changes are told. Return how many were forgotten."""
    if not MeetingDeparture.objects.filter(at__lt=now - LONGEST).exists():
        return 0
    # The lock keeps two of these apart, and writers of changes out.
    counter = ChangeCounter.objects.select_for_update().get(pk=COUNTER)
    old = MeetingDeparture.objects.filter(at__lt=now - KEPT)
    newest = old.order_by("-seq").values_list("seq", flat=True).first() or 0
    counter.pruned_through = max(counter.pruned_through, newest)
    counter.save(update_fields=["pruned_through"])
    return old.delete()[0]
