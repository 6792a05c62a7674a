"""Where listed meetings are, in this process: one entry for each coordinate, found by bands of latitude.

A band holds its places by longitude, so that a box is a few runs of neighbours; no cell is too large for a city or too
small for a desert. Arrays, because objects for three quarters of a million meetings would take ten times the memory.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.search.geometry import UNITS_PER_RADIAN, Point, boxes_around, central_angle

# Two kilometres: about the first radius that is tried.
BANDS_PER_DEGREE = 40
BANDS = 180 * BANDS_PER_DEGREE + 1
# Chords put neighbours into another order than the haversine formula by a few units at most, at the far side of the
# globe; so much farther is looked, in radians.
SLACK = 1e-7

Key = tuple[int, int]
Wanted = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting as the grid knows it; `traits` are packed by traits.py."""

    id: int
    lat: float
    lon: float
    traits: int
    visible_from: datetime | None = None  # included
    visible_until: datetime | None = None  # not included

    def is_visible(self, now: datetime) -> bool:
        is_early = self.visible_from is not None and self.visible_from > now
        return not is_early and (self.visible_until is None or self.visible_until > now)


class Grid:
    """Never changes once it is made, so that threads may share it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """`entries` by band of latitude, longitude, latitude and id."""
        self._xs, self._ys, self._zs = array("d"), array("d"), array("d")
        self._lats, self._lons = array("d"), array("d")
        # Position of a place in the arrays above: where its meetings begin in those below.
        self._first, self._ids, self._traits = array("l"), array("q"), array("H")
        self._bands = array("l", [0]) * (BANDS + 1)
        # The few that are not listed at all times.
        self._windows: dict[int, Entry] = {}
        for entry in entries:
            self._add(entry)
        self._first.append(len(self._ids))
        for band in range(1, BANDS + 1):
            self._bands[band] += self._bands[band - 1]

    def __len__(self) -> int:
        return len(self._ids)

    def nearest(
        self, centre: Point, *, angle: int, count: int, after: Key | None, wanted: Wanted | None, now: datetime
    ) -> list[Key]:
        """Return up to `count` (angle, id) within `angle`, in order, later than `after`; angles as in geometry.py."""
        chord = 2 * math.sin(min(math.pi, angle / UNITS_PER_RADIAN) / 2) + SLACK
        found: list[Key] = []
        farthest = math.inf
        for squared, place in sorted(self._candidates(centre, angle, chord * chord)):
            if squared > farthest:
                break
            listed = self._listed(place, wanted, now)
            key = central_angle(Point(self._lats[place], self._lons[place]), centre) if listed else angle + 1
            if key <= angle:
                found += [(key, pk) for pk in listed if after is None or (key, pk) > after]
            if len(found) >= count and farthest is math.inf:
                farthest = (math.sqrt(squared) + SLACK) ** 2
        return sorted(found)[:count]

    def _add(self, entry: Entry) -> None:
        if not self._first or (self._lats[-1], self._lons[-1]) != (entry.lat, entry.lon):
            self._first.append(len(self._ids))
            self._bands[band_of(entry.lat) + 1] += 1
            self._lats.append(entry.lat)
            self._lons.append(entry.lon)
            for column, value in zip((self._xs, self._ys, self._zs), _vector(entry.lat, entry.lon), strict=True):
                column.append(value)
        self._ids.append(entry.id)
        self._traits.append(entry.traits)
        if entry.visible_from or entry.visible_until:
            self._windows[entry.id] = entry

    def _candidates(self, centre: Point, angle: int, limit: float) -> list[tuple[float, int]]:
        """Return squared chord and position of the places that may lie within the angle."""
        x, y, z = _vector(centre.lat, centre.lon)
        found: list[tuple[float, int]] = []
        for start, stop in self._runs(centre, angle):
            columns = zip(self._xs[start:stop], self._ys[start:stop], self._zs[start:stop], strict=True)
            found += [
                (squared, place)
                for place, (a, b, c) in enumerate(columns, start)
                if (squared := (a - x) * (a - x) + (b - y) * (b - y) + (c - z) * (c - z)) <= limit
            ]
        return found

    def _runs(self, centre: Point, angle: int) -> Iterator[tuple[int, int]]:
        """Yield the positions of neighbours that lie in the boxes around a point, band by band."""
        lons, bands = self._lons, self._bands
        for box in boxes_around(centre, angle):
            for band in range(band_of(box.south), band_of(box.north) + 1):
                first, last = bands[band], bands[band + 1]
                if first < last:
                    start = bisect_left(lons, box.west, first, last)
                    stop = bisect_right(lons, box.east, start, last)
                    if start < stop:
                        yield start, stop

    def _listed(self, place: int, wanted: Wanted | None, now: datetime) -> Sequence[int]:
        first, last = self._first[place], self._first[place + 1]
        if wanted is None and not self._windows:
            return self._ids[first:last]
        meetings = zip(self._ids[first:last], self._traits[first:last], strict=True)
        return [pk for pk, traits in meetings if (wanted is None or wanted(traits)) and self._is_visible(pk, now)]

    def _is_visible(self, meeting_id: int, now: datetime) -> bool:
        window = self._windows.get(meeting_id)
        return window is None or window.is_visible(now)


def band_of(lat: float) -> int:
    return int((lat + 90) * BANDS_PER_DEGREE)


def _vector(lat: float, lon: float) -> tuple[float, float, float]:
    lat, lon = math.radians(lat), math.radians(lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
