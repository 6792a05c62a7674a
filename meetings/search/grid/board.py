"""The grid of the moment: a large one that was read whole, and beside it the few that have changed since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import islice

from meetings.search.geometry import Point
from meetings.search.grid.cells import Entry, Grid, Key, Wanted
from meetings.search.grid.few import Few


@dataclass(frozen=True)
class Board:
    """All listed meetings as of a number of the change sequence. Never changes; `with_changes` makes the next one."""

    epoch: str
    seq: int
    base: Grid
    # What the base has of these is no longer so; None: it is no longer published, or has no coordinates.
    changed: Mapping[int, Entry | None]
    recent: Few

    @classmethod
    def of(cls, epoch: str, seq: int, base: Grid) -> "Board":
        return cls(epoch, seq, base, {}, Few(()))

    def with_changes(self, seq: int, changes: Mapping[int, Entry | None]) -> "Board":
        changed = {**self.changed, **changes}
        recent = Few(tuple(entry for entry in changed.values() if entry is not None))
        return replace(self, seq=seq, changed=changed, recent=recent)

    def nearest(
        self, centre: Point, *, angle: int, count: int, after: Key | None, wanted: Wanted | None, now: datetime
    ) -> list[Key]:
        """As Grid.nearest."""
        # The base may give away as many as have changed near by: it is asked for more until enough are left.
        asked = count
        while True:
            old = self.base.nearest(centre, angle=angle, count=asked, after=after, wanted=wanted, now=now)
            kept = [key for key in old if key[1] not in self.changed]
            if len(kept) >= count or len(old) < asked:
                break
            asked += 2 * (count - len(kept))
        new = self.recent.nearest(centre, angle=angle, count=count, after=after, wanted=wanted, now=now)
        return list(islice(merge(kept, new), count))
