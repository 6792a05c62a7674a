from celery import shared_task
from django.conf import settings

from backend.api.clock import database_now, lateness, true_database_now
from notifications import delivery, pruning, reminders, schedules, second_paths
from notifications.operations import dead_man
from notifications.workers import sending_as


@shared_task
def open_reminders() -> None:
    reminders.open_reminders(now=database_now())


@shared_task
def deliver_due() -> None:
    _deliver_due()


@shared_task
def ring_delivery() -> None:
    """The bell that bells.py rings: deliver_due, and the log says who called."""
    with sending_as("bell"):
        _deliver_due()


@shared_task
def deliver_second_paths() -> None:
    _deliver_second_paths()


@shared_task
def ring_second_paths() -> None:
    """The bell for what goes out by e-mail and webhook."""
    with sending_as("bell"):
        _deliver_second_paths()


@shared_task
def replan_after_zone_data() -> None:
    schedules.replan_after_zone_data(now=database_now())


@shared_task
def prune() -> None:
    pruning.prune(now=database_now())


@shared_task
def ping_dead_man() -> None:
    if settings.DEADMAN_URL:
        dead_man.ping(settings.DEADMAN_URL)


def _deliver_due() -> None:
    # Consent and expiry are asked of this very moment, also where only what is overdue is taken.
    delivery.deliver_due(now=true_database_now(), clock=true_database_now, overdue_by=lateness())


def _deliver_second_paths() -> None:
    second_paths.deliver_due(now=true_database_now(), clock=true_database_now, overdue_by=lateness())
