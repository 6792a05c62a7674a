"""A few meetings that are looked through one by one: made in no time, while a grid takes as long as many searches."""

from dataclasses import dataclass
from datetime import datetime

from meetings.search.geometry import Point, boxes_around, central_angle
from meetings.search.grid.cells import Entry, Key, Wanted


@dataclass(frozen=True)
class Few:
    entries: tuple[Entry, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def nearest(
        self, centre: Point, *, angle: int, count: int, after: Key | None, wanted: Wanted | None, now: datetime
    ) -> list[Key]:
        """As Grid.nearest."""
        found = []
        for entry in self._near(centre, angle):
            key = central_angle(Point(entry.lat, entry.lon), centre), entry.id
            is_wanted = entry.is_visible(now) and (wanted is None or wanted(entry.traits))
            if is_wanted and key[0] <= angle and (after is None or key > after):
                found.append(key)
        return sorted(found)[:count]

    def _near(self, centre: Point, angle: int) -> list[Entry]:
        """Return those in the boxes around a point, which do not overlap."""
        if not self.entries:
            return []
        return [
            entry
            for box in boxes_around(centre, angle)
            for entry in self.entries
            if box.south <= entry.lat <= box.north and box.west <= entry.lon <= box.east
        ]
