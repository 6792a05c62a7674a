"""Reminders that a person sets for themselves, and those that staff set for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import EllipsisType
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Account, DataClass, Staff
from backend.api import client_ids
from backend.api.conditional import Check, etag_of
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.recurrence import Recurrence, Relative
from notifications import ledger, schedules, timeliness
from notifications.guards import Guard
from notifications.kinds import Kind, policy_of
from notifications.models import Reminder, Schedule
from notifications.schedules import Timing, Zone
from notifications.wishes.loading import wishes_of
from notifications.wishes.ringing import Ring, Wishes, ring_of, spread_of
from notifications.workers import for_a_turn

TARGET = "reminder"
SHOWN = 5
# Several a day for every medicine, meeting and exercise are far fewer; a phone that repeats itself makes thousands.
MOST_PER_PERSON = 500
WINDOW = policy_of(Kind.REMINDER).lifetime
T = TypeVar("T")


class TooManyReminders(Problem):
    code, status = "too-many-reminders", 422
    title = f"There are {MOST_PER_PERSON} reminders. Please take one away first."


class SetByStaff(Problem):
    code, title, status = "set-by-staff", "Your care team has set this. You can stop it from ringing.", 403


@dataclass(frozen=True)
class ReminderWish:
    """A new reminder as a phone asks for it. `body` is the request, to know a repeat by."""

    text: str
    timing: Timing
    zone: Zone
    window: timedelta = WINDOW
    remind_again_after: tuple[timedelta, ...] = ()
    ends_on: date | None = None
    id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class ReminderChange:
    """What is to be different; `...` leaves a part as it is, None takes it away."""

    text: str | EllipsisType = ...
    timing: Timing | EllipsisType = ...
    event_at: datetime | EllipsisType | None = ...
    zone: Zone | EllipsisType = ...
    window: timedelta | EllipsisType = ...
    remind_again_after: tuple[timedelta, ...] | EllipsisType = ...
    ends_on: date | EllipsisType | None = ...
    paused_from: datetime | EllipsisType | None = ...
    paused_until: datetime | EllipsisType | None = ...
    stopped: bool | EllipsisType = ...


@dataclass(frozen=True)
class Coming:
    """What is to come: planned for `at`, it rings at `rings_at`, or not at all, as its owner wishes."""

    local: datetime
    at: datetime
    tzid: str
    rings_at: datetime | None


@transaction.atomic
def schedule_reminder(
    account: Account,
    wish: ReminderWish,
    *,
    body: dict[str, Any],
    kind: Kind = Kind.REMINDER,
    set_by: Staff | None = None,
    now: datetime,
) -> tuple[Reminder, bool]:
    """Set a reminder. Returns it and whether it is new: the same id sent again is the same reminder.

    One `set_by` staff rings while the person lets their site see the plan. One of another `kind` is opened by the
    feature that owns it, and its notices lead to (kind, id of the reminder). Raises UnknownZone, RuleNeverFires,
    InvalidRequest, TooManyReminders or IdTaken.
    """
    reminder_id, asked_by = wish.id or uuid4(), set_by.pk if set_by else account.pk
    if wish.id and not client_ids.claim(wish.id, account_id=asked_by, kind=TARGET, body=body, among=Reminder):
        return find_reminder(account, wish.id), False
    if Reminder.objects.filter(account=account, set_by__isnull=set_by is None).count() >= MOST_PER_PERSON:
        raise TooManyReminders
    guard = Guard(account.pk, set_by.site_id, DataClass.PLAN) if set_by else None
    reminder = Reminder.objects.create(
        id=reminder_id,
        account=account,
        schedule=_plan(account, reminder_id, wish, kind, guard, now),
        text=wish.text,
        set_by=set_by,
        created_at=corrected(wish.occurred_at, wish.sent_at, now=now),
    )
    return reminder, True


def reminders_of(account: Account) -> QuerySet[Reminder]:
    reminders = Reminder.objects.filter(account=account)
    return reminders.select_related("schedule", "set_by__account", "set_by__site")


def find_reminder(account: Account, reminder_id: UUID) -> Reminder:
    """Raises NotFound."""
    reminder = reminders_of(account).filter(pk=reminder_id).first()
    if reminder is None:
        raise NotFound
    return reminder


@transaction.atomic
def change_reminder(
    account: Account, reminder_id: UUID, change: ReminderChange, *, check: Check, now: datetime
) -> Reminder:
    """Change a reminder. `check` is called with its ETag and raises when the caller has read another version.

    One that staff have set can be stopped, and no more. Raises NotFound, SetByStaff.
    """
    reminder = _locked(account, reminder_id, check)
    if reminder.set_by_id is None:
        apply(reminder, change, now=now)
    elif change != ReminderChange(stopped=change.stopped):
        raise SetByStaff
    _stop_or_start(reminder.schedule, change, now)
    return find_reminder(account, reminder_id)


def apply(reminder: Reminder, change: ReminderChange, *, now: datetime) -> None:
    """Change what it says and when it rings. Raises as `schedule_reminder` does."""
    _change_plan(reminder.schedule, change, now)
    _change_pause(reminder.schedule, change, now)
    if not isinstance(change.text, EllipsisType):
        reminder.text = change.text
        reminder.save(update_fields=["text"])


@transaction.atomic
def delete_reminder(account: Account, reminder_id: UUID, *, check: Check, now: datetime) -> None:
    """Delete a reminder; what has not been sent of it is withdrawn. `check` as in `change_reminder`.

    Raises NotFound; SetByStaff while the site that has set it still follows the person.
    """
    reminder = _locked(account, reminder_id, check)
    if reminder.set_by_id is not None and reminder.schedule.cancelled_at is None:
        raise SetByStaff
    remove(reminder, now=now)


def remove(reminder: Reminder, *, now: datetime) -> None:
    """Delete it and take back what was opened of it. The caller holds its row: it is locked before its schedule."""
    schedules.delete(reminder.schedule_id, now=now)


def coming_of(schedule: Schedule, *, wishes: Wishes, is_held_back: bool, now: datetime) -> list[Coming]:
    """Return the next occurrences of a reminder; nothing rings that was stopped, or is held back at this moment."""
    found = schedules.upcoming(schedule, after=now, limit=SHOWN)
    is_silent = is_held_back or schedule.stopped_at is not None
    return [
        Coming(each.local, each.at, each.tzid, None if is_silent else _ring(each.rings_at, each.closes_at, wishes))
        for each in found
    ]


def held_back_of(found: Iterable[Reminder], *, now: datetime) -> set[UUID]:
    """Return which of these reminders their feature does not let ring at this moment."""
    return timeliness.untimely_among(((each.schedule.kind, each.schedule.about_id) for each in found), now=now)


def preview_reminder(
    account: Account, timing: Timing, zone: Zone, *, window: timedelta = WINDOW, ends_on: date | None, after: datetime
) -> list[Coming]:
    """Return the exact next occurrences that such a reminder would have. Raises as `schedule_reminder` does."""
    wishes = wishes_of([account.pk])[account.pk]
    tzid = zone.tzid or schedules.zone_of(account.pk)
    spread = spread_of(account.pk, window, wishes) if isinstance(timing, Recurrence) else timedelta(0)
    found = schedules.preview(timing, tzid, after=after, limit=SHOWN, ends_on=ends_on)
    return [Coming(each.local, each.at, tzid, _ring(each.at + spread, each.at + window, wishes)) for each in found]


def etag(reminder: Reminder) -> str:
    return etag_of(TARGET, reminder.pk, reminder.schedule.version)


def open_reminders(*, now: datetime) -> int:
    """Open a notice for each reminder that is due, until none is or the turn is over; return how many."""
    return for_a_turn(lambda: _open_some(now))


@transaction.atomic
def _open_some(now: datetime) -> int:
    taken = schedules.take_due((Kind.REMINDER,), now=now)
    ledger.open_deliveries([opening for each in taken.due for opening in schedules.openings_of(each)])
    return taken.count


def _ring(at: datetime, expires_at: datetime, wishes: Wishes) -> datetime | None:
    ring = ring_of(at, expires_at=expires_at, category=policy_of(Kind.REMINDER).category, wishes=wishes)
    return ring.at if isinstance(ring, Ring) else None


def _plan(
    account: Account, reminder_id: UUID, wish: ReminderWish, kind: Kind, guard: Guard | None, now: datetime
) -> Schedule:
    common: Any = {
        "window": wish.window,
        "remind_again_after": wish.remind_again_after,
        "ends_on": wish.ends_on,
        "about": (kind.value, reminder_id),
        "guard": guard,
        "now": now,
    }
    if isinstance(wish.timing, Recurrence):
        return schedules.create(account.pk, kind, wish.timing, wish.zone, **common)
    tzid = wish.zone.tzid or schedules.zone_of(account.pk)
    # Somebody who sets a reminder waits for it: one that is over already is a mistake.
    schedules.check_timing(wish.timing, tzid, ends_on=wish.ends_on, after=now)
    return schedules.create_relative(
        account.pk,
        kind,
        anchor_at=wish.timing.event_at,
        offsets=wish.timing.offsets,
        offset_time=wish.timing.local_time,
        zone=wish.zone,
        **common,
    )


def _change_plan(schedule: Schedule, change: ReminderChange, now: datetime) -> None:
    kept_zone = Zone("floating") if schedule.is_floating else Zone("fixed", schedule.tzid)
    schedules.change(
        schedule.pk,
        _timing(schedule, change),
        _given(change.zone, kept_zone),
        window=_given(change.window, schedule.window),
        remind_again_after=_given(change.remind_again_after, tuple(schedule.remind_again_after)),
        ends_on=_given(change.ends_on, schedule.ends_on),
        now=now,
    )


def _timing(schedule: Schedule, change: ReminderChange) -> Timing:
    if not isinstance(change.timing, EllipsisType):
        return change.timing
    timing = schedules.timing_of(schedule)
    if isinstance(change.event_at, EllipsisType):
        return timing
    if isinstance(timing, Recurrence):
        raise InvalidRequest(Invalid("/event_at", "This reminder follows a rule, not an event."))
    return Relative(change.event_at, timing.offsets, timing.local_time)


def _change_pause(schedule: Schedule, change: ReminderChange, now: datetime) -> None:
    given = (change.paused_from, change.paused_until)
    if all(isinstance(each, EllipsisType) for each in given):
        return
    if change.paused_from is None and isinstance(change.paused_until, datetime):
        raise InvalidRequest(Invalid("/paused_from", "A pause needs its beginning; left out, it begins now."))
    # A pause without end needs a beginning beside it: its end alone taken away is the pause taken away.
    if change.paused_from is None or (change.paused_until is None and isinstance(change.paused_from, EllipsisType)):
        schedules.resume(schedule.pk)
        return
    until = _given(change.paused_until, schedule.paused_until)
    schedules.pause(schedule.pk, _given(change.paused_from, schedule.paused_from) or now, until)


def _stop_or_start(schedule: Schedule, change: ReminderChange, now: datetime) -> None:
    if change.stopped is True:
        schedules.stop(schedule.pk, now=now)
    elif change.stopped is False:
        schedules.start_again(schedule.pk)


def _given(value: T | EllipsisType, kept: T) -> T:
    return kept if isinstance(value, EllipsisType) else value


def _locked(account: Account, reminder_id: UUID, check: Check) -> Reminder:
    return locked(reminders_of(account), reminder_id, check)


def locked(among: QuerySet[Reminder], reminder_id: UUID, check: Check) -> Reminder:
    """Lock one of these reminders with its schedule. Raises NotFound."""
    found = among.select_for_update(of=("self", "schedule")).filter(pk=reminder_id).first()
    if found is None:
        raise NotFound
    check(etag(found))
    return found
