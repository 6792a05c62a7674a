"""Counters are started, changed and deleted by whose they are; what they count is computed each time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import EllipsisType
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.api.client_ids import claim
from backend.api.conditional import Check, etag_of
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.coping.counters import milestones, ringing
from backend.coping.counters.days import Count, count, runs_of
from backend.coping.counters.milestones import Reached
from backend.coping.models import Counter, Slip
from backend.recurrence import zone_or_utc

# One for each substance and each thing besides; a phone that repeats itself makes thousands.
MOST_PER_PERSON = 20
# Nobody alive counts from further back: a year that was typed wrong is told at once.
EARLIEST = date(1900, 1, 1)
# UTC+14, where each day begins.
EASTERNMOST = timedelta(hours=14)
WORDS = ("label", "substance")
PLAN = ("started_on", "milestone_push_at")


class TooManyCounters(Problem):
    code, status = "too-many-counters", 422
    title = f"There are {MOST_PER_PERSON} counters. Please delete one first."


@dataclass(frozen=True)
class CounterWish:
    """A new counter as a phone asks for it; `substance` None: it counts days without any."""

    label: str
    started_on: date
    substance: str | None = None
    milestone_push_at: time | None = None
    id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class CounterChange:
    """What is to be different; `...` leaves a part as it is, None takes it away."""

    label: str | EllipsisType = ...
    substance: str | EllipsisType | None = ...
    started_on: date | EllipsisType = ...
    milestone_push_at: time | EllipsisType | None = ...


@dataclass(frozen=True)
class Counted:
    """A counter on `today`, the local date of its owner. `milestones` are those that were reached, in order."""

    counter: Counter
    today: date
    count: Count
    milestones: Sequence[Reached]
    next_milestone: Reached


@transaction.atomic
def start_counter(person: Person, wish: CounterWish, *, body: dict[str, Any], now: datetime) -> tuple[Counter, bool]:
    """Begin to count. Returns the counter and whether it is new: the same id sent again is the same counter.

    `body` is the request as it came. Raises InvalidRequest, TooManyCounters, IdTaken; NotFound when it was deleted.
    """
    # Two phones at once must not make one too many.
    take_turn(person)
    if wish.id and not claim(wish.id, account_id=person.pk, kind=ringing.TARGET, body=body, among=Counter):
        return find_counter(person, wish.id), False
    begun_at = corrected(wish.occurred_at, wish.sent_at, now=now)
    # It may have been made offline, further east than the phone is now.
    easternmost = (begun_at + EASTERNMOST).date() if wish.occurred_at else EARLIEST
    check_day("/started_on", wish.started_on, latest=max(today_of(person, now), easternmost))
    if Counter.objects.filter(person=person).count() >= MOST_PER_PERSON:
        raise TooManyCounters
    counter = Counter.objects.create(
        id=wish.id or uuid4(),
        person=person,
        label=wish.label,
        substance=wish.substance,
        started_on=wish.started_on,
        milestone_push_at=wish.milestone_push_at,
        created_at=begun_at,
    )
    if counter.milestone_push_at is not None:
        ringing.arrange(counter, (), today=today_of(person, now), now=now)
        counter.save(update_fields=["schedule", "rang_on"])
    return counter, True


def counters_of(person: Person) -> QuerySet[Counter]:
    return Counter.objects.filter(person=person).select_related("schedule")


def find_counter(person: Person, counter_id: UUID) -> Counter:
    """Raises NotFound."""
    counter = counters_of(person).filter(pk=counter_id).first()
    if counter is None:
        raise NotFound
    return counter


def counted(counters: Iterable[Counter], *, person: Person, now: datetime) -> list[Counted]:
    """Count each of a person's counters, with one query however many; in their order."""
    counters = list(counters)
    slips: dict[UUID, list[date]] = {counter.pk: [] for counter in counters}
    for counter_id, on in Slip.objects.filter(counter__in=slips).values_list("counter_id", "on"):
        slips[counter_id].append(on)
    return [_counted(counter, slips[counter.pk], today_of(person, now)) for counter in counters]


@transaction.atomic
def change_counter(person: Person, counter_id: UUID, change: CounterChange, *, check: Check, now: datetime) -> Counter:
    """Change a counter. `check` is called with its ETag and raises when the caller has read another version.

    Raises NotFound, InvalidRequest.
    """
    counter = locked(person, counter_id)
    check(etag(counter))
    if not isinstance(change.started_on, EllipsisType) and change.started_on != counter.started_on:
        check_day("/started_on", change.started_on, latest=today_of(person, now))
    if change.milestone_push_at is not ...:
        ringing.let_ring_again(counter)
    _apply(counter, change)
    if change.started_on is ... and change.milestone_push_at is ...:
        # What has rung today stays where it is: nothing of the plan has changed.
        counter.version += 1
        counter.save(update_fields=[*WORDS, "version"])
    else:
        renew(counter, person, now=now)
    return find_counter(person, counter_id)


@transaction.atomic
def delete_counter(person: Person, counter_id: UUID, *, check: Check, now: datetime) -> None:
    """Delete a counter with its slips; nothing of it rings any more. `check` as in `change_counter`.

    Raises NotFound.
    """
    counter = locked(person, counter_id)
    check(etag(counter))
    ringing.silence(counter, now=now)
    counter.delete()


def etag(counter: Counter) -> str:
    return etag_of(ringing.TARGET, counter.pk, counter.version)


def locked(person: Person, counter_id: UUID) -> Counter:
    """Return a person's own counter, which nothing else changes until the transaction ends. Raises NotFound."""
    own = Counter.objects.select_for_update(no_key=True).filter(person=person)
    counter = own.filter(pk=counter_id).first()
    if counter is None:
        raise NotFound
    return counter


def renew(counter: Counter, person: Person, *, now: datetime) -> None:
    """Save a counter whose days have moved, its version with it, and plan anew what rings of it."""
    counter.version += 1
    slips = list(Slip.objects.filter(counter=counter).values_list("on", flat=True))
    ringing.arrange(counter, slips, today=today_of(person, now), now=now)
    counter.save(update_fields=[*WORDS, *PLAN, "schedule", "rang_on", "version"])


def today_of(person: Person, now: datetime) -> date:
    """The date where the person is, which follows their phone."""
    return now.astimezone(zone_or_utc(person.tzid)).date()


def check_day(pointer: str, day: date, *, latest: date) -> None:
    """Raises InvalidRequest for a day that has not come, or that nobody alive has seen."""
    if day > latest:
        raise InvalidRequest(Invalid(pointer, "This day has not come yet."))
    if day < EARLIEST:
        raise InvalidRequest(Invalid(pointer, f"Give a day from {EARLIEST.year} on."))


def _counted(counter: Counter, slips: Collection[date], today: date) -> Counted:
    *_, run = runs_of(counter.started_on, slips, today=today)
    return Counted(
        counter=counter,
        today=today,
        count=count(counter.started_on, slips, today=today),
        milestones=milestones.reached(counter.started_on, slips, today=today),
        next_milestone=next(milestones.coming(run.first, after=today)),
    )


def _apply(counter: Counter, change: CounterChange) -> None:
    for name in (*WORDS, *PLAN):
        value = getattr(change, name)
        if value is not ...:
            setattr(counter, name, value)
