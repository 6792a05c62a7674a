"""Values of items that bring scores out as wanted. All sums are found at once, each a bit of one number."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import accumulate, pairwise
from operator import mul, or_

from backend.instruments.definitions import Scale

# Bits: two scales of 1,000 points each.
MOST_SUMS = 1_000_000

Fits = Callable[[Mapping[str, int]], bool]


def values_for(
    scales: Sequence[Scale], choices: Mapping[str, Sequence[int]], fits: Fits, *, highest: bool
) -> dict[str, int] | None:
    """Choose a value for each item of the scales; `fits` is asked about the scores, the lowest or highest first."""
    # What a point of each scale adds to one number that holds the scores of all; the last is its end.
    weights = list(accumulate((scale.maximum + 1 for scale in scales), mul, initial=1))
    if weights[-1] > MOST_SUMS:
        return None
    items = list(dict.fromkeys(item for scale in scales for item in scale.items))
    points = [sum(w for w, scale in zip(weights, scales, strict=False) if item in scale.items) for item in items]
    added = [[value * point for value in choices[item]] for item, point in zip(items, points, strict=True)]
    reached = [1]
    for ways in added:
        reached.append(reduce(or_, (reached[-1] << way for way in ways), 0))
    total = _first_that_fits(reached[-1], scales, weights, fits, highest=highest)
    if total is None:
        return None
    ways_taken = zip(items, _walked_back(total, added, reached), strict=True)
    return {item: choices[item][way] for item, way in ways_taken}


def _first_that_fits(
    reached: int, scales: Sequence[Scale], weights: Sequence[int], fits: Fits, *, highest: bool
) -> int | None:
    totals: Iterable[int] = range(reached.bit_length())
    for total in reversed(list(totals)) if highest else totals:
        scores = (total % above // below for below, above in pairwise(weights))
        if reached >> total & 1 and fits({s.name: score for s, score in zip(scales, scores, strict=True)}):
            return total
    return None


def _walked_back(total: int, added: Sequence[Sequence[int]], reached: Sequence[int]) -> list[int]:
    """Return which of its values each item has added, found item by item from the last."""
    taken: list[int] = []
    for ways, before in zip(reversed(added), reversed(reached[:-1]), strict=True):
        way = next(n for n, step in enumerate(ways) if step <= total and before >> (total - step) & 1)
        taken.insert(0, way)
        total -= ways[way]
    return taken
