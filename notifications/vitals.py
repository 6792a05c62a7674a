"""Signs of life of delivery, for /readyz: from tables only, so that a web process can tell."""

from datetime import datetime, timedelta

from django.core.exceptions import ImproperlyConfigured

from backend.api.clock import database_now
from notifications.delivery import breaker
from notifications.fcm.credentials import configured_channel
from notifications.models import Heartbeat, OpenDelivery
from notifications.workers import Worker

# Beat rings every 2 s; the loop beside the workers takes over after 10.
LONGEST_SILENCE = timedelta(minutes=2)
LONGEST_DELAY = timedelta(minutes=2)
NOTED_EVERY = timedelta(seconds=15)


def beat(worker: Worker, *, now: datetime) -> None:
    """Note that a worker of this kind has scanned. What has just been noted stands: an idle scan writes nothing."""
    last = Heartbeat.objects.filter(pk=worker).values_list("at", flat=True).first()
    if last is None or not now - NOTED_EVERY < last <= now:
        Heartbeat.objects.update_or_create(worker=worker, defaults={"at": now})


def checks() -> dict[str, str]:
    """`beat`: Celery rings; `overdue`: nothing that is due lies about; `push`: the channel is open."""
    now = database_now()
    return {"beat": _beat(now), "overdue": _overdue(now), "push": _push(now)}


def _beat(now: datetime) -> str:
    recent = Heartbeat.objects.filter(worker="celery", at__gt=now - LONGEST_SILENCE)
    return "ok" if recent.exists() else "old"


def _overdue(now: datetime) -> str:
    late = OpenDelivery.objects.filter(deliver_at__lt=now - LONGEST_DELAY)
    return "late" if late.exists() else "ok"


def _push(now: datetime) -> str:
    try:
        channel = configured_channel()
    except ImproperlyConfigured:
        return "wrong configuration"
    if channel is None:
        return "not configured"
    return "paused" if breaker.is_paused(channel.project, now=now) else "ok"
