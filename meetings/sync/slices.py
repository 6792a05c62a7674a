"""What somebody follows: the whole listing, a service body with those below it, or an area."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from backend.api.problems import Invalid, InvalidRequest
from meetings.search import conditions
from meetings.search.conditions import Condition, all_of
from meetings.search.criteria import parse_criteria
from meetings.search.geometry import Point, angle_of, boxes_around

FIELDS = ("service_body", "near", "radius_km")


@dataclass(frozen=True)
class Slice:
    """Without any of them, the whole. `radius_km` belongs to `near`."""

    service_body: int | None = None
    near: Point | None = None
    radius_km: float | None = None

    @cached_property
    def query(self) -> str:
        """The query string that asks for it, the same for all ways to write it."""
        if self.service_body is not None:
            return urlencode({"service_body": self.service_body})
        if self.near is not None:
            return urlencode({"near": f"{self.near.lat!r},{self.near.lon!r}", "radius_km": self.radius_km}, safe=",")
        return ""

    @cached_property
    def name(self) -> str:
        """A short name for cursors and files, which says nothing about the place."""
        return hashlib.sha256(self.query.encode()).hexdigest()[:16] if self.query else "all"


def parse_slice(given: Mapping[str, str]) -> Slice:
    """Raises InvalidRequest with a pointer."""
    if not given:
        return Slice()
    criteria = parse_criteria({name: given[name] for name in FIELDS if name in given})
    if criteria.near is not None and criteria.service_body is not None:
        raise InvalidRequest(Invalid("/near", "Follow a service body or an area, not both."))
    if criteria.near is not None and criteria.radius_km is None:
        raise InvalidRequest(Invalid("/radius_km", "An area needs a radius."))
    return Slice(criteria.service_body, criteria.near, criteria.radius_km)


def inside(part: Slice) -> Condition:
    """Hold for rows of `m` that are in it: meetings where they are, or departures where the meeting was."""
    if part.service_body is not None:
        return Condition(conditions.IN_BODY, (part.service_body,))
    if part.near is None or part.radius_km is None:
        return Condition("TRUE")
    reach, angle = angle_of(part.radius_km), conditions.angle_from(part.near)
    return all_of(
        [
            Condition("m.lat IS NOT NULL"),
            conditions.inside(boxes_around(part.near, reach)),
            Condition(f"{angle.sql} <= %s", (*angle.parameters, reach)),
        ]
    )


def listed(part: Slice) -> Condition:
    # Whatever is listed is published: said twice, so that the indexes of searches serve here too.
    return all_of([Condition("m.is_published AND m.is_listed"), inside(part)])
