"""The scan of alerts that nobody acknowledged in time: they reach the next, and are never silent for ever."""

from datetime import datetime

from django.db import transaction

from backend.care_team.alerts import for_person, paging, story
from backend.care_team.alerts.closing import close_if_unwatched
from backend.care_team.alerts.story import What
from backend.care_team.clocks import next_page_at
from backend.care_team.duty.team import team_at
from backend.care_team.levels import Whom, rules_of
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from notifications.workers import for_a_turn

BATCH = 200


def sweep_alerts(*, now: datetime) -> int:
    """Pass on every alert whose time has come, stage by stage; return how often that was done."""
    return for_a_turn(lambda: _sweep_batch(now=now))


@transaction.atomic
def _sweep_batch(*, now: datetime) -> int:
    # Two workers at once take different alerts: what one has locked, the other passes over.
    due = list(
        Alert.objects.to_page(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("person")
        .order_by("next_page_at")[:BATCH]
    )
    for alert in due:
        _pass_on(alert, now=now)
    return len(due)


def _pass_on(alert: Alert, *, now: datetime) -> None:
    team = team_at(alert.person, alert.site_id, now=now)
    if close_if_unwatched(alert, team, now=now) or team is None:
        return
    alert.stage += 1
    alert.next_page_at = next_page_at(Level(alert.level), stage=alert.stage, due_at=alert.due_at, now=now)
    alert.escalated_at = alert.escalated_at or now
    alert.save(update_fields=["stage", "next_page_at", "escalated_at"])
    story.note(alert, What.PASSED_ON, now=now)
    paging.ring(alert, team, now=now)
    if Whom.PERSON in rules_of(alert.level).stage(alert.stage).whom:
        for_person.tell_nobody_answered(alert, now=now)
