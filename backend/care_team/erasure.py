from datetime import datetime

from backend.accounts.models import Person
from backend.care_team.alerts import closing
from backend.care_team.broadcasts import reading
from backend.care_team.models import (
    Alert,
    AlertEvidence,
    AlertNote,
    ExpectedRule,
    FollowUp,
    PersonToTell,
    SafetyHold,
    SafetyProfile,
)
from notifications import ledger


def erase_person(person: Person, *, now: datetime) -> None:
    """Close what is open and stop its paging; of alerts keep level, times, outcome and whom they rang, by law.

    What they were about, what staff noted, planned and wrote, expected rules, hold and safety profile are deleted.
    """
    for alert in Alert.objects.filter(person=person).open():
        ledger.withdraw_about(("alert", alert.pk), reason="erased", now=now)
        closing.close(alert, Alert.Outcome.CONSENT_WITHDRAWN, now=now)
    AlertEvidence.objects.filter(alert__person=person).delete()
    for model in (AlertNote, ExpectedRule, FollowUp, PersonToTell, SafetyHold, SafetyProfile):
        model._default_manager.filter(person=person).delete()
    reading.forget(person)
