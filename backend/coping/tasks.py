from celery import shared_task

from backend.api.clock import database_now
from backend.coping.recommending import evidence


@shared_task
def pool_ratings() -> None:
    evidence.pool_ratings(now=database_now())
