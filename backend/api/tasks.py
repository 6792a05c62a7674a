from celery import shared_task

from backend.api import idempotency
from backend.api.clock import database_now


@shared_task
def forget_old_keys() -> None:
    idempotency.forget_old_keys(now=database_now())
