"""A milestone rings, for who asked for it, at a local time of the day. The lock screen says nothing of it.

The plan is a list of local times in a floating schedule, so the agenda knows them ahead and they follow the person. It
is made anew with every change that moves a milestone; what was opened before is taken back.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from django.db import transaction

from backend.coping.counters import milestones
from backend.coping.counters.days import runs_of
from backend.coping.models import Counter
from backend.recurrence import Recurrence, to_instant, zone_or_utc
from backend.recurrence.occurrences import YEARS
from notifications import ledger, schedules
from notifications.kinds import Kind
from notifications.ledger import Opening
from notifications.models import Schedule
from notifications.schedules import FLOATING, Due
from notifications.workers import for_a_turn

TARGET = "counter"
# A lifetime of them: behind the first nine there is one a year.
PLANNED = 60
# Dates come again for who travels west over the date line.
BACK = timedelta(days=2)
DAY = timedelta(days=1)


def arrange(counter: Counter, slips: Sequence[date], *, today: date, now: datetime) -> None:
    """Plan what rings of a counter, as it stands now; the caller saves it. `slips` are their local dates.

    A milestone that has rung does not ring again, whatever is changed and wherever the same date comes twice.
    """
    schedule = Schedule.objects.select_for_update().filter(pk=_schedule_id(counter)).first()
    ledger.withdraw_about((TARGET, counter.pk), reason="changed", now=now)
    counter.rang_on = max(filter(None, (counter.rang_on, _rang_on(schedule))), default=None)
    if counter.milestone_push_at is None:
        _end(counter, schedule)
        return
    at = counter.milestone_push_at
    plan = [datetime.combine(day, at) for day in _days_to_ring(counter, slips, today)]
    counter.schedule = _schedule(counter, schedule, Recurrence(plan[0], rdates=tuple(plan[1:])), _window(at), now)


def let_ring_again(counter: Counter) -> None:
    """Take back "stop these": they asked for it anew."""
    if counter.schedule_id is not None:
        schedules.start_again(counter.schedule_id)


def silence(counter: Counter, *, now: datetime) -> None:
    """Take back all that rings or has rung of a counter that is about to be deleted; the caller holds its row."""
    if counter.schedule_id is not None:
        schedules.delete(counter.schedule_id, now=now)


def open_milestones(*, now: datetime) -> int:
    """Open a notice for each milestone whose time has come, until none is due or the turn is over; return how many."""
    return for_a_turn(lambda: _open_some(now))


@transaction.atomic
def _open_some(now: datetime) -> int:
    taken = schedules.take_due((Kind.MILESTONE,), now=now)
    ledger.open_deliveries([_opening(each) for each in taken.due])
    return taken.count


def _opening(due: Due) -> Opening:
    """Not after its day, which a change of the clocks can have made shorter."""
    ends = to_instant(datetime.combine(due.local.date() + DAY, time.min), zone_or_utc(due.tzid))
    opening = schedules.first_opening(due)
    return replace(opening, expires_at=min(opening.expires_at, ends))


def _days_to_ring(counter: Counter, slips: Sequence[date], today: date) -> list[date]:
    *_, run = runs_of(counter.started_on, slips, today=today)
    after = max(today - BACK, counter.rang_on or date.min)
    falling = (reached.on for reached in milestones.coming(run.first, after=after))
    return list(islice(takewhile(lambda on: on.year in YEARS, falling), PLANNED))


def _schedule(
    counter: Counter, schedule: Schedule | None, plan: Recurrence, window: timedelta, now: datetime
) -> Schedule:
    if schedule is not None:
        return schedules.change(schedule.pk, plan, FLOATING, window=window, now=now)
    return schedules.create(
        counter.person_id,
        Kind.MILESTONE,
        plan,
        FLOATING,
        window=window,
        about=(TARGET, counter.pk),
        id=_schedule_id(counter),
        now=now,
    )


def _end(counter: Counter, schedule: Schedule | None) -> None:
    counter.schedule = None
    if schedule is not None:
        schedule.delete()


def _schedule_id(counter: Counter) -> uuid.UUID:
    """The same whenever they ask for it anew: so are the ids of its notices, and a phone rings for each once."""
    return uuid.uuid5(counter.pk, "milestones")


def _rang_on(schedule: Schedule | None) -> date | None:
    return schedule.last_local.date() if schedule and schedule.last_local else None


def _window(at: time) -> timedelta:
    """Until midnight."""
    return DAY - timedelta(hours=at.hour, minutes=at.minute)
