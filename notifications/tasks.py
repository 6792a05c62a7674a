from celery import shared_task

from backend.api.clock import database_now
from notifications import delivery, pruning, reminders
from notifications.workers import sending_as


@shared_task
def open_reminders() -> None:
    reminders.open_reminders(now=database_now())


@shared_task
def deliver_due() -> None:
    delivery.deliver_due(now=database_now(), clock=database_now)


@shared_task
def ring_delivery() -> None:
    """The bell that bells.py rings: deliver_due, and the log says who called."""
    with sending_as("bell"):
        delivery.deliver_due(now=database_now(), clock=database_now)


@shared_task
def prune() -> None:
    pruning.prune(now=database_now())
