from datetime import datetime

from backend.accounts.models import Person
from backend.aftercare.models import (
    CarePlan,
    CarePlanVersion,
    CheckIn,
    CheckInSchedule,
    LifeEvent,
    PlanCorrection,
)
from notifications import ledger, schedules


def erase_person(person: Person, *, now: datetime) -> None:
    """Delete plans, life events, schedules, check-ins and answers; nothing about them rings any more."""
    for schedule_id in CheckInSchedule.objects.filter(person=person).values_list("pk", flat=True):
        schedules.cancel(schedule_id, now=now)
    check_ins = CheckIn.objects.filter(person=person)
    for check_in_id in check_ins.filter(state=CheckIn.State.OPEN).values_list("pk", flat=True):
        ledger.withdraw(check_in_id, reason="erased", now=now)
    check_ins.delete()
    CheckInSchedule.objects.filter(person=person).delete()
    for model in (LifeEvent, PlanCorrection, CarePlanVersion, CarePlan):
        model._default_manager.filter(person=person).delete()
