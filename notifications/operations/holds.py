"""An operator's pauses: a kind, or everything. What is held waits, and expires in its own time."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from notifications.kinds import Kind, is_safety
from notifications.models import Hold

EVERYTHING = ""

log = structlog.get_logger(__name__)


class SafetyWouldWait(Exception):
    """Somebody in danger may hang on these notices: holding them has to be said in so many words."""


@transaction.atomic
def pause(kind: str, *, including_safety: bool = False, now: datetime) -> Sequence[str]:
    """Hold a kind, or EVERYTHING; return what this holds now. A hold that stands keeps its beginning.

    Everything is every kind but those of safety, unless safety is named: then whatever there is.
    """
    kinds = _meant_by(kind, including_safety)
    for each in kinds:
        Hold.objects.get_or_create(kind=each, defaults={"since": now})
    log.warning("delivery paused", count=len(kinds))
    return kinds


def resume(kind: str) -> int:
    """End the hold of a kind, or with EVERYTHING all holds; return how many ended. What is due goes out at once."""
    holds = Hold.objects.all() if kind == EVERYTHING else Hold.objects.filter(kind=kind)
    ended, _ = holds.delete()
    if ended:
        log.warning("delivery resumed", count=ended)
    return ended


def safety_kinds() -> list[Kind]:
    return [kind for kind in Kind if is_safety(kind)]


def _meant_by(kind: str, including_safety: bool) -> list[str]:
    if including_safety:
        return [kind]
    if kind == EVERYTHING:
        return [each.value for each in Kind if each not in safety_kinds()]
    if kind in safety_kinds():
        raise SafetyWouldWait
    return [kind]
