"""Schedules are made, changed and ended: by a rule of local time, or by offsets from an event."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from backend import recurrence as rules
from backend.api.problems import Invalid, InvalidRequest
from backend.recurrence import Recurrence, Relative
from notifications import identity, ledger
from notifications.guards import Guard
from notifications.kinds import Kind
from notifications.models import Notification, Schedule
from notifications.schedules import timing
from notifications.schedules.checking import check_timing
from notifications.schedules.spreading import spread_for, wishes_of_plans
from notifications.schedules.timing import TICK, Timing
from notifications.schedules.zones import FLOATING, Zone, zone_of
from notifications.wishes.ringing import Wishes

MOVED = "moved"


@transaction.atomic
def create(
    recipient_id: UUID,
    kind: Kind,
    recurrence: Recurrence,
    zone: Zone,
    *,
    window: timedelta,
    remind_again_after: tuple[timedelta, ...] = (),
    ends_on: date | None = None,
    about: tuple[str, UUID] | None = None,
    guard: Guard | None = None,
    id: UUID | None = None,
    now: datetime,
) -> Schedule:
    """Plan something that repeats, under an `id` of the caller's where one is given.

    `ends_on` is the last local date. Raises UnknownZone, RuleNeverFires or InvalidRequest.
    """
    schedule = _unsaved(recipient_id, kind, window, about, guard, id, now)
    schedule.remind_again_after, schedule.ends_on = list(remind_again_after), ends_on
    _set_timing(schedule, recurrence, zone)
    check_timing(recurrence, schedule.planned_tzid, ends_on=ends_on, after=now)
    _plan(schedule, now)
    schedule.save(force_insert=True)
    return schedule


@transaction.atomic
def create_relative(
    recipient_id: UUID,
    kind: Kind,
    *,
    anchor_at: datetime | None,
    offsets: Sequence[timedelta],
    offset_time: time | None = None,
    window: timedelta,
    remind_again_after: tuple[timedelta, ...] = (),
    ends_on: date | None = None,
    zone: Zone = FLOATING,
    about: tuple[str, UUID] | None = None,
    guard: Guard | None = None,
    id: UUID | None = None,
    now: datetime,
) -> Schedule:
    """Plan around an event: `offsets` of elapsed time, or of whole days at the local time `offset_time`.

    What of it is over already does not ring. Raises UnknownZone or InvalidRequest.
    """
    schedule = _unsaved(recipient_id, kind, window, about, guard, id, now)
    schedule.remind_again_after, schedule.ends_on = list(remind_again_after), ends_on
    relative = Relative(anchor_at, tuple(offsets), offset_time)
    _set_timing(schedule, relative, zone)
    check_timing(relative, schedule.planned_tzid, ends_on=ends_on, after=None)
    _plan(schedule, now)
    schedule.save(force_insert=True)
    return schedule


@transaction.atomic
def change(
    schedule_id: UUID,
    changed: Timing,
    zone: Zone,
    *,
    window: timedelta,
    remind_again_after: tuple[timedelta, ...] = (),
    ends_on: date | None = None,
    now: datetime,
) -> Schedule:
    """Give a schedule another rule, event, zone or window; what was opened for a rule before stays opened.

    What is due at this moment, or waits for its spread, still rings where the new plan has it too. What was opened
    for an event that has moved is withdrawn. Raises as `create`.
    """
    schedule = Schedule.objects.select_for_update().get(pk=schedule_id)
    before, awaited = timing.timing_of(schedule), schedule.next_at
    was_planned = (before, schedule.planned_tzid, schedule.ends_on)
    schedule.window, schedule.ends_on = window, ends_on
    schedule.remind_again_after = list(remind_again_after)
    schedule.version += 1
    _set_timing(schedule, changed, zone)
    is_as_planned = (changed, schedule.planned_tzid, ends_on) == was_planned
    if not is_as_planned:
        check_timing(changed, schedule.planned_tzid, ends_on=ends_on, after=now)
        _forget_other_times(schedule)
    if isinstance(before, Relative) and changed != before:
        withdraw_opened(schedule, now=now)
    _plan(schedule, _before_awaited(schedule, awaited, now))
    schedule.save()
    return schedule


@transaction.atomic
def set_anchor(schedule_id: UUID, at: datetime | None, *, now: datetime) -> None:
    """Move the event that a schedule hangs on; None: there is none, and nothing is due.

    What was opened for the old time is withdrawn. The same time again changes nothing.
    """
    schedule = Schedule.objects.select_for_update().get(pk=schedule_id)
    if schedule.anchor_at == at or schedule.cancelled_at is not None:
        return
    schedule.anchor_at = at
    schedule.version += 1
    withdraw_opened(schedule, now=now)
    _plan(schedule, now)
    schedule.save(update_fields=["anchor_at", "version", *PLAN])


@transaction.atomic
def delete(schedule_id: UUID, *, now: datetime) -> None:
    """Delete a schedule, if it is still there, and take back all notices that lead to what it is about."""
    # Held before it is asked what was opened: a scan that has it at this moment opens one more.
    schedule = Schedule.objects.select_for_update().filter(pk=schedule_id).first()
    if schedule is None:
        return
    if schedule.about_id is not None:
        ledger.withdraw_about((schedule.about_type, schedule.about_id), reason="cancelled", now=now)
    schedule.delete()


def cancel(schedule_id: UUID, *, now: datetime) -> None:
    """End a schedule; nothing of it is due any more. A second call changes nothing."""
    _end(Schedule.objects.filter(pk=schedule_id), now)


def cancel_of_site(recipient_id: UUID, site_id: UUID, *, now: datetime) -> None:
    """End all schedules that a site has made for somebody, whatever their kind."""
    _end(Schedule.objects.filter(recipient_id=recipient_id, guard_site_id=site_id), now)


PLAN = ("next_at", "next_due_at", "next_local")


def plan_next(schedule: Schedule, *, after: datetime, wishes: Wishes | None = None) -> None:
    """Set the fields in PLAN: the first occurrence later than `after`. `wishes` are the recipient's, if any."""
    after = timing.not_again(schedule, after, last_local=schedule.last_local)
    found = timing.next_of(schedule, after=after)
    schedule.next_at = found.at if found else None
    schedule.next_due_at = found.at + spread_for(schedule, wishes) if found else None
    schedule.next_local = found.local if found else None


def withdraw_opened(schedule: Schedule, *, now: datetime, due_after: datetime | None = None) -> None:
    """Withdraw what was opened of a schedule and is of use still; with `due_after`, what was due later only.

    What an event that has moved has at the same instant as before is still right, and stays.
    """
    notices = Notification.objects.filter(
        account_id=schedule.recipient_id, schedule_id=schedule.pk, expires_at__gt=now, withdrawn_at=None, acted_at=None
    )
    if due_after is not None:
        notices = notices.filter(deliver_at__gt=due_after)
    else:
        notices = notices.exclude(pk__in=_occurrences_around(schedule))
    for notification_id in notices.values_list("pk", flat=True):
        ledger.withdraw(notification_id, reason=MOVED, now=now)


def _end(schedules: QuerySet[Schedule], now: datetime) -> None:
    schedules.filter(cancelled_at=None).update(cancelled_at=now, next_at=None, next_due_at=None, next_local=None)


def _occurrences_around(schedule: Schedule) -> list[UUID]:
    """Name all that hangs on the event as it stands now."""
    planned = timing.timing_of(schedule)
    if isinstance(planned, Recurrence):
        return []
    found = rules.around(planned, rules.parse_zone(schedule.planned_tzid))
    return [identity.occurrence_id(schedule.pk, each.at) for each in found]


def _before_awaited(schedule: Schedule, awaited: datetime | None, now: datetime) -> datetime:
    if awaited is None or awaited > now:
        return now
    found = timing.next_of(schedule, after=awaited - TICK)
    return awaited - TICK if found and found.at == awaited else now


def _forget_other_times(schedule: Schedule) -> None:
    """A local time that has rung is over in every zone, as long as it is a time of the plan.

    Who has rung at 21:00 in London and asks for 20:00 in New York means this evening.
    """
    if schedule.last_local is None:
        return
    at = rules.to_instant(schedule.last_local, rules.parse_zone(schedule.planned_tzid))
    found = timing.next_of(schedule, after=at - TICK)
    if found is None or found.local != schedule.last_local:
        schedule.last_local = None


def _plan(schedule: Schedule, now: datetime) -> None:
    wishes = wishes_of_plans([schedule.recipient_id]).get(schedule.recipient_id)
    plan_next(schedule, after=now, wishes=wishes)


def _unsaved(
    recipient_id: UUID,
    kind: Kind,
    window: timedelta,
    about: tuple[str, UUID] | None,
    guard: Guard | None,
    id_: UUID | None,
    now: datetime,
) -> Schedule:
    schedule = Schedule(id=id_ or uuid4(), recipient_id=recipient_id, kind=kind, window=window, created_at=now)
    if about is not None:
        schedule.about_type, schedule.about_id = about
    if guard is not None:
        if guard.person_id != recipient_id:
            raise ValueError("The person whose consent guards a schedule is its recipient.")
        schedule.guard_site_id, schedule.guard_data_class = guard.site_id, guard.data_class
    return schedule


def _set_timing(schedule: Schedule, wanted: Timing, zone: Zone) -> None:
    if zone.policy == "fixed" and not zone.tzid:
        raise InvalidRequest(Invalid("/zone/tzid", "A fixed zone needs its name."))
    schedule.tzid = "" if zone.policy == "floating" else zone.tzid or ""
    schedule.planned_tzid = schedule.tzid or zone_of(schedule.recipient_id)
    if isinstance(wanted, Recurrence):
        schedule.recurrence = wanted
        schedule.anchor_at, schedule.offsets, schedule.offset_time = None, [], None
    else:
        schedule.dtstart, schedule.rrule, schedule.exdates, schedule.rdates = None, "", [], []
        schedule.anchor_at, schedule.offsets, schedule.offset_time = (
            wanted.event_at,
            list(wanted.offsets),
            wanted.local_time,
        )
