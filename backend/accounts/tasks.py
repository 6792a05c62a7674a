from celery import shared_task

from backend.accounts.audit import sealing
from backend.api.clock import database_now


@shared_task
def seal_audit() -> None:
    sealing.seal(now=database_now())
