"""Alerts: one open alert for a person and site, with an owner, a clock and an outcome.

Evidence is added, the level only rises, an outcome closes. Whoever is to be told is told by rows written in the
transaction of the answer: paging survives a dead broker.
"""

from backend.care_team.alerts.answering import AlertClaimed, AlertClosed, acknowledge, claim, record_outcome
from backend.care_team.alerts.closing import close
from backend.care_team.alerts.escalating import sweep_alerts
from backend.care_team.alerts.opening import open_or_raise
from backend.care_team.alerts.owning import hand_over_alerts
from backend.care_team.alerts.reading import (
    alerts_of,
    alerts_or_their_end,
    evidence_shown,
    is_withdrawn,
    look_at,
    look_at_rules,
    story_of,
)

__all__ = [
    "AlertClaimed",
    "AlertClosed",
    "acknowledge",
    "alerts_of",
    "alerts_or_their_end",
    "claim",
    "close",
    "evidence_shown",
    "hand_over_alerts",
    "is_withdrawn",
    "look_at",
    "look_at_rules",
    "open_or_raise",
    "record_outcome",
    "story_of",
    "sweep_alerts",
]
