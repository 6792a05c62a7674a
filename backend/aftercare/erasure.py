from datetime import datetime

from backend.accounts.models import Person
from backend.aftercare.models import CarePlan, CheckIn, CheckInSchedule, LifeEvent
from notifications import ledger, schedules


def erase_person(person: Person, *, now: datetime) -> None:
    """Delete plan, life events, schedules, check-ins and answers; nothing about them rings any more."""
    for schedule_id in CheckInSchedule.objects.filter(person=person).values_list("pk", flat=True):
        schedules.cancel(schedule_id, now=now)
    check_ins = CheckIn.objects.filter(person=person)
    for check_in_id in check_ins.filter(state=CheckIn.State.OPEN).values_list("pk", flat=True):
        ledger.withdraw(check_in_id, reason="erased", now=now)
    check_ins.delete()
    CheckInSchedule.objects.filter(person=person).delete()
    LifeEvent.objects.filter(person=person).delete()
    CarePlan.objects.filter(person=person).delete()
