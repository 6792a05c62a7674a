"""Notices that a phone speaks of before this server has opened them: it knew their ids from the agenda."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from notifications import ledger, schedules
from notifications.consent import held
from notifications.ledger import Opening
from notifications.models import Notification, Outcome, Schedule
from notifications.schedules import Due, DueSchedule, Upcoming, first_opening, timing

# How far the clock of a phone may be ahead of ours.
AHEAD = timedelta(hours=1)
# Of one schedule: what fell due while the server was down, and was not opened yet.
LIMIT = 200


def notices_of(account_id: UUID, ids: Collection[UUID], *, now: datetime) -> dict[UUID, Notification]:
    """Return those of the account's notices that bear these ids; what is not opened yet is put in the inbox first."""
    own = Notification.objects.filter(account_id=account_id)
    found = own.in_bulk(ids)
    missing = set(ids) - found.keys()
    if missing:
        ledger.put_in_inbox(_ahead(account_id, missing, now=now))
        found |= own.in_bulk(missing)
    return found


def settle_first(notice: Notification, *, outcome: Outcome, code: str, by: datetime, now: datetime) -> None:
    """Let the first ring of a notice not come, where that is not opened yet and planned by then."""
    openings = _ahead(notice.account_id, [notice.pk], now=now) if notice.schedule_id else []
    planned = [each for each in openings if each.deliver_at <= by]
    ledger.settle_ahead(planned, outcome=outcome, code=code)


def as_due(schedule: Schedule, occurrence: Upcoming) -> Due:
    """Return an occurrence to come as what it will be once its time has come."""
    return Due(
        # The model has all the columns that are read of it here.
        cast(DueSchedule, schedule),
        occurrence.occurrence_id,
        occurrence.local,
        occurrence.at,
        occurrence.rings_at,
        occurrence.tzid,
        occurrence.closes_at,
    )


def _ahead(account_id: UUID, ids: Collection[UUID], *, now: datetime) -> list[Opening]:
    near = [
        (schedule, each)
        for schedule in Schedule.objects.filter(recipient_id=account_id, next_at__lte=now + AHEAD)
        for each in _near(schedule, now)
        if each.occurrence_id in ids
    ]
    holding = held([(account_id, schedule.guard) for schedule, _ in near if schedule.guard], now=now)
    return [
        first_opening(as_due(schedule, each))
        for schedule, each in near
        if schedule.guard is None or (account_id, schedule.guard) in holding
    ]


def _near(schedule: Schedule, now: datetime) -> Iterator[Upcoming]:
    assert schedule.next_at is not None  # noqa: S101 - selected by it
    # What has closed since is of no use to anybody.
    since = max(schedule.next_at, now - schedule.window)
    for each in schedules.upcoming(schedule, after=since - timing.TICK, limit=LIMIT):
        if each.at <= now + AHEAD:
            yield each
