"""Hours and on-call chains, what is known of a person's safety, alerts with their clock, expected rules, broadcasts."""

from backend.care_team.models.alerts import (
    WRITTEN_BY_US,
    Alert,
    AlertEvidence,
    AlertNote,
    AlertPage,
    AlertQuerySet,
    AlertStep,
    FollowUp,
)
from backend.care_team.models.break_glass import PersonToTell
from backend.care_team.models.broadcasts import (
    Broadcast,
    BroadcastQuerySet,
    BroadcastRecipient,
    BroadcastRecipientQuerySet,
)
from backend.care_team.models.expected import ExpectedRule
from backend.care_team.models.hours import SiteHoliday, SiteHours
from backend.care_team.models.on_call import OnCall
from backend.care_team.models.safety import SafetyHold, SafetyProfile

__all__ = [
    "WRITTEN_BY_US",
    "Alert",
    "AlertEvidence",
    "AlertNote",
    "AlertPage",
    "AlertQuerySet",
    "AlertStep",
    "Broadcast",
    "BroadcastQuerySet",
    "BroadcastRecipient",
    "BroadcastRecipientQuerySet",
    "ExpectedRule",
    "FollowUp",
    "OnCall",
    "PersonToTell",
    "SafetyHold",
    "SafetyProfile",
    "SiteHoliday",
    "SiteHours",
]
