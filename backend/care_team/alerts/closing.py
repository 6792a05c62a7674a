"""The end of an alert."""

from datetime import datetime

from backend.accounts.models import Staff
from backend.care_team.alerts import access, for_person, paging, story
from backend.care_team.alerts.story import What
from backend.care_team.duty.team import SiteTeam
from backend.care_team.models import Alert


def close(alert: Alert, outcome: Alert.Outcome, *, by: Staff | None = None, now: datetime) -> None:
    """Close an alert whose row the caller holds: no page goes out any more, and what it opened is shut."""
    alert.state, alert.outcome, alert.closed_at, alert.next_page_at = Alert.State.CLOSED, outcome, now, None
    alert.save(update_fields=["state", "outcome", "closed_at", "next_page_at"])
    paging.stop(alert, reason="closed", now=now)
    access.end(alert)
    story.note(alert, What.CLOSED, staff=by, now=now)


def close_if_unwatched(alert: Alert, team: SiteTeam | None, *, now: datetime) -> bool:
    """Close an alert that nobody may know of any more, or that nobody is left to answer; return whether it was one.

    In the second case the person is told: they may be waiting for somebody.
    """
    if Alert.objects.unshared(now).filter(pk=alert.pk).exists():
        close(alert, Alert.Outcome.CONSENT_WITHDRAWN, now=now)
        return True
    if team is None:
        close(alert, Alert.Outcome.NOBODY_LEFT, now=now)
        for_person.tell_nobody_answered(alert, now=now)
        return True
    return False
