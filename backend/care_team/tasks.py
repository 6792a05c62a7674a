from celery import shared_task

from backend.api.clock import database_now
from backend.care_team import alerts
from backend.care_team.broadcasts import opening
from backend.care_team.ends import telling


@shared_task
def sweep_alerts() -> None:
    alerts.sweep_alerts(now=database_now())


@shared_task
def hand_over_alerts() -> None:
    alerts.hand_over_alerts(now=database_now())


@shared_task
def open_broadcasts() -> None:
    opening.open_due(now=database_now())


@shared_task
def tell_ends() -> None:
    telling.tell_ends(now=database_now())
