from celery import shared_task

from backend.aftercare import follow_ups, opening
from backend.aftercare.appointments import reminders, zone_law
from backend.api.clock import database_now


@shared_task
def open_check_ins() -> None:
    opening.open_check_ins(now=database_now())


@shared_task
def close_missed() -> None:
    opening.close_missed(now=database_now())


@shared_task
def open_care_notices() -> None:
    reminders.open_notices(now=database_now())


@shared_task
def renew_appointment_times() -> None:
    zone_law.renew_times(now=database_now())


@shared_task
def open_follow_ups() -> None:
    follow_ups.open_follow_ups(now=database_now())
