from celery import shared_task

from backend.api.clock import database_now
from backend.rights import finishing, forgetting


@shared_task
def finish_erasures() -> None:
    finishing.finish_erasures(now=database_now())


@shared_task
def apply_retention() -> None:
    forgetting.apply_retention(now=database_now())
