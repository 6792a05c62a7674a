from datetime import datetime

from backend.accounts.models import Person
from backend.aftercare.appointments import reminders
from backend.aftercare.models import (
    Appointment,
    CarePlan,
    CarePlanVersion,
    CheckIn,
    CheckInSchedule,
    Contact,
    HelpRequest,
    LifeEvent,
    PlanCorrection,
    QueuedSummary,
)
from notifications import ledger, schedules

OF_A_PERSON = (
    HelpRequest,
    Contact,
    Appointment,
    CheckInSchedule,
    LifeEvent,
    PlanCorrection,
    CarePlanVersion,
    CarePlan,
    QueuedSummary,
)


def erase_person(person: Person, *, now: datetime) -> None:
    """Delete what care was planned, asked, answered and written about a person; nothing about them rings any more."""
    for schedule_id in CheckInSchedule.objects.filter(person=person).values_list("pk", flat=True):
        schedules.cancel(schedule_id, now=now)
    check_ins = CheckIn.objects.filter(person=person)
    for check_in_id in check_ins.filter(state=CheckIn.State.OPEN).values_list("pk", flat=True):
        ledger.withdraw(check_in_id, reason="erased", now=now)
    for appointment in Appointment.objects.filter(person=person):
        reminders.silence(appointment, now=now)
    check_ins.delete()
    for model in OF_A_PERSON:
        model._default_manager.filter(person=person).delete()
