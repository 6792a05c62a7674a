from celery import shared_task

from backend.api.clock import database_now
from backend.coping.counters import ringing
from backend.coping.practice import opening
from backend.coping.recommending import evidence


@shared_task
def pool_ratings() -> None:
    evidence.pool_ratings(now=database_now())


@shared_task
def open_milestones() -> None:
    ringing.open_milestones(now=database_now())


@shared_task
def open_practice() -> None:
    opening.open_practice(now=database_now())
