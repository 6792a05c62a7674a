"""Some time after an outcome the person is asked how it is now: 24 hours and 7 days, or what the site's policy says."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from backend.accounts.models import DataClass
from backend.aftercare.life_events import paused_people
from backend.aftercare.models import CheckIn
from backend.care_team.alerts import follow_ups
from backend.care_team.models import FollowUp
from backend.instruments.catalogue import catalogue
from notifications import ledger
from notifications.kinds import Kind
from notifications.ledger import Guard, Opening
from notifications.workers import for_a_turn

INSTRUMENT = "daily-check-in"
WINDOW = timedelta(hours=12)
# When it rings, counted from its opening.
RINGS_AFTER = (timedelta(0), timedelta(hours=2))
BATCH = 200


def open_follow_ups(*, now: datetime) -> int:
    """Open the check-ins that are owed, and drop what is not wanted any more; return how many were taken."""
    return for_a_turn(lambda: _open_batch(now=now))


@transaction.atomic
def _open_batch(*, now: datetime) -> int:
    due = follow_ups.take_due(now=now, limit=BATCH)
    paused = _paused([each.follow_up for each in due], now=now)
    wanted = [each.follow_up for each in due if each.is_wanted and each.follow_up.pk not in paused]
    check_ins = [_check_in(each, now=now) for each in wanted]
    CheckIn.objects.bulk_create(check_ins, ignore_conflicts=True)
    ledger.open_deliveries([opening for each in check_ins for opening in _openings(each)])
    follow_ups.settle(opened=wanted, dropped=[each.follow_up for each in due if each.follow_up not in wanted], now=now)
    return len(due)


def check_in_id(follow_up: FollowUp) -> UUID:
    """Computed, so that a follow-up is one check-in however often the scan comes."""
    return ledger.notification_id(("follow-up", follow_up.pk), follow_up.person_id)


def _paused(due: Sequence[FollowUp], *, now: datetime) -> set[UUID]:
    """Return those of people whom staff have paused, or who have died. Being away by their own wish stops none."""
    found = {
        site_id: paused_people([each.person_id for each in due if each.site_id == site_id], site_id, now)
        for site_id in {each.site_id for each in due}
    }
    return {each.pk for each in due if each.person_id in found[each.site_id]}


def _check_in(follow_up: FollowUp, *, now: datetime) -> CheckIn:
    return CheckIn(
        pk=check_in_id(follow_up),
        person_id=follow_up.person_id,
        site_id=follow_up.site_id,
        instrument=INSTRUMENT,
        version=catalogue().instruments[INSTRUMENT].version,
        opened_at=now,
        closes_at=now + WINDOW,
    )


def _openings(check_in: CheckIn) -> list[Opening]:
    assert check_in.site_id is not None  # noqa: S101 - it is a site that follows up
    return [
        Opening(
            check_in.person_id,
            Kind.CHECK_IN,
            notification_id=check_in.pk,
            about=("check-in", check_in.pk),
            deliver_at=check_in.opened_at + after,
            expires_at=check_in.closes_at,
            stage=stage,
            guard=Guard(check_in.person_id, check_in.site_id, DataClass.PLAN),
        )
        for stage, after in enumerate(RINGS_AFTER)
    ]
