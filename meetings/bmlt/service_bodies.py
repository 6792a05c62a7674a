"""GetServiceBodies: the service structure as a flat list."""

from collections.abc import Callable, Iterable, Mapping

from meetings.bmlt.asking import Ask, Chunks, whole
from meetings.models import ServiceBody


def get_service_bodies(ask: Ask) -> Chunks:
    """Answer with those asked for, or all; with the bodies below and above them where that is asked for."""
    bodies = {body.pk: body for body in ServiceBody.objects.order_by("pk")}
    asked = ask.parameters.signed("services")
    spread = _Spread(bodies, down=ask.parameters.text("recursive") == "1", up=ask.parameters.text("parents") == "1")
    included = spread.over(asked.include) if asked.include else set(bodies)
    kept = included - spread.over(asked.exclude)
    return whole([body_row(body) for pk, body in bodies.items() if pk in kept])


def body_row(body: ServiceBody) -> dict[str, str]:
    return {
        "id": str(body.pk),
        "parent_id": str(body.parent_id or 0),
        "name": body.name,
        "description": body.description,
        "type": body.type,
        "url": body.url,
        "helpline": body.helpline,
        "world_id": body.world_id,
    }


def bodies_below(body_id: int) -> set[int]:
    """Return this body and all below it."""
    bodies = ServiceBody.objects.in_bulk()
    return _Spread(bodies, down=True, up=False).over([body_id])


class _Spread:
    """Follows the structure from some bodies, down to the last child or up to the root."""

    def __init__(self, bodies: Mapping[int, ServiceBody], *, down: bool, up: bool) -> None:
        self._down, self._up = down, up
        self._parents = {pk: body.parent_id for pk, body in bodies.items()}
        self._children: dict[int | None, list[int]] = {}
        for pk, parent_id in self._parents.items():
            self._children.setdefault(parent_id, []).append(pk)

    def over(self, ids: Iterable[int]) -> set[int]:
        start = set(ids)
        below = self._followed(start, self._below) if self._down else set()
        above = self._followed(start, self._parent) if self._up else set()
        return start | below | above

    def _below(self, body_id: int) -> list[int]:
        return self._children.get(body_id, [])

    def _parent(self, body_id: int) -> list[int]:
        parent = self._parents.get(body_id)
        return [] if parent is None else [parent]

    def _followed(self, start: set[int], next_of: Callable[[int], list[int]]) -> set[int]:
        seen, waiting = set[int](), list(start)
        while waiting:
            body_id = waiting.pop()
            if body_id not in seen:
                seen.add(body_id)
                waiting += next_of(body_id)
        return seen
