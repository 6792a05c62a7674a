from datetime import datetime

from backend.accounts.models import AlertAccess, Person
from backend.care_team.broadcasts import reading
from backend.care_team.models import Alert, ExpectedRule, SafetyHold, SafetyProfile
from notifications import ledger


def erase_person(person: Person, *, now: datetime) -> None:
    """Delete alerts with all that belongs to them, expected rules, hold, safety profile and what staff wrote to them.

    What still rings about them stops.
    """
    alerts = Alert.objects.filter(person=person)
    for alert in alerts.open():
        ledger.withdraw_about(("alert", alert.pk), reason="erased", now=now)
    alerts.delete()
    AlertAccess.objects.filter(person=person).delete()
    ExpectedRule.objects.filter(person=person).delete()
    SafetyHold.objects.filter(person=person).delete()
    SafetyProfile.objects.filter(person=person).delete()
    reading.forget(person)
