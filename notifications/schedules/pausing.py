"""Leaving a schedule out for a while, and "stop these": what falls due is written down either way."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from backend.api.problems import Invalid, InvalidRequest
from notifications.models import Schedule


def pause(schedule_id: UUID, from_: datetime, until: datetime | None) -> None:
    """Leave out what falls due from then on, until then or until it is resumed. Raises InvalidRequest."""
    if until is not None and until <= from_:
        raise InvalidRequest(Invalid("/paused_until", "A pause ends after it begins."))
    Schedule.objects.filter(pk=schedule_id).update(paused_from=from_, paused_until=until, version=F("version") + 1)


def resume(schedule_id: UUID) -> None:
    """End a pause, or forget one that is to come; what was left out stays so."""
    Schedule.objects.filter(pk=schedule_id).update(paused_from=None, paused_until=None, version=F("version") + 1)


def stop(schedule_id: UUID, *, now: datetime) -> None:
    """Let what falls due stand in the app without a ring. A second call changes nothing."""
    Schedule.objects.filter(pk=schedule_id, stopped_at=None).update(stopped_at=now, version=F("version") + 1)


def start_again(schedule_id: UUID) -> None:
    Schedule.objects.filter(pk=schedule_id).exclude(stopped_at=None).update(stopped_at=None, version=F("version") + 1)
