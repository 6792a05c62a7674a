from celery import shared_task

from backend.api.clock import database_now
from backend.care_team import sweeps


@shared_task
def sweep_alerts() -> None:
    sweeps.sweep_alerts(now=database_now())
