from datetime import datetime

from backend.accounts.models import Person
from backend.care_team.broadcasts import reading
from backend.care_team.models import Alert, SafetyHold, SafetyProfile
from notifications import ledger


def erase_person(person: Person, *, now: datetime) -> None:
    """Delete alerts with their evidence and notes, hold, safety profile and what staff wrote to them.

    What still rings about them stops.
    """
    alerts = Alert.objects.filter(person=person)
    for alert in alerts.open():
        ledger.withdraw_about(("alert", alert.pk), reason="erased", now=now)
    alerts.delete()
    SafetyHold.objects.filter(person=person).delete()
    SafetyProfile.objects.filter(person=person).delete()
    reading.forget(person)
