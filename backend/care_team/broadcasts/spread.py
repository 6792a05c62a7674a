"""A little later for each, always by the same share: it takes the wall out of one instant."""

from datetime import timedelta
from uuid import UUID

from backend.api.secrets import keyed_hash

LONGEST = timedelta(minutes=240)


def spread_of(person_id: UUID, window: timedelta) -> timedelta:
    """Return how much later than the first this person's phone rings, in whole seconds, less than `window`.

    It depends on the person alone, so that a preview is exact before anything is stored.
    """
    drawn = int.from_bytes(keyed_hash("broadcast-spread", person_id.bytes)[:8], "big")
    return timedelta(seconds=drawn * int(window.total_seconds()) >> 64)
