"""Hours of a site, what is known of a person's safety, alerts with their clock, and broadcasts."""

from backend.care_team.models.alerts import Alert, AlertEvidence, AlertNote, AlertPage, AlertQuerySet
from backend.care_team.models.break_glass import PersonToTell
from backend.care_team.models.broadcasts import (
    Broadcast,
    BroadcastQuerySet,
    BroadcastRecipient,
    BroadcastRecipientQuerySet,
)
from backend.care_team.models.hours import SiteHoliday, SiteHours
from backend.care_team.models.safety import SafetyHold, SafetyProfile

__all__ = [
    "Alert",
    "AlertEvidence",
    "AlertNote",
    "AlertPage",
    "AlertQuerySet",
    "Broadcast",
    "BroadcastQuerySet",
    "BroadcastRecipient",
    "BroadcastRecipientQuerySet",
    "PersonToTell",
    "SafetyHold",
    "SafetyProfile",
    "SiteHoliday",
    "SiteHours",
]
