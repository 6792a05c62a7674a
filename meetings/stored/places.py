"""Places as values: equal ones are one row."""

from collections.abc import Iterable

from meetings.models import Place
from meetings.venues import PlaceFacts

BATCH = 1_000


def find_or_make(wanted: Iterable[PlaceFacts]) -> dict[PlaceFacts, Place]:
    """Return the stored place for each of these, in a fixed number of statements per thousand."""
    # In one order: two imports that make the same places would wait for each other.
    by_digest = {facts.digest: facts for facts in sorted(wanted, key=lambda each: each.digest)}
    rows = [Place(digest=digest, **vars(facts)) for digest, facts in by_digest.items()]
    Place.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    stored = Place.objects.filter(digest__in=list(by_digest))
    return {by_digest[bytes(place.digest)]: place for place in stored}
