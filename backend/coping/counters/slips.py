"""Slips are kept beside the count: they end a run and take nothing from it. What they call for is followed above."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Person
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.coping.counters import keeping
from backend.coping.models import Slip

TARGET = "slip"
DAY = timedelta(days=1)
# Answers to `affected_now` of the daily check-in, the most serious last; not sure counts as yes there.
NO, YES, NOT_SURE = 0, 1, 2
SERIOUS_LAST = (None, NO, NOT_SURE, YES)


class SlipDeleted(Problem):
    code, title, status = "slip-deleted", "This slip was sent before, and deleted.", 410


@dataclass(frozen=True)
class ToldSlip:
    """A slip as the phone sent it.

    `on` is its day by the calendar of where the person was; without it, the day of `occurred_at` where they are now.
    `affected_now` None: they were not asked yet, or did not say.
    """

    on: date | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None
    note: str | None = None
    affected_now: int | None = None
    id: UUID | None = None


def record_slip(
    person: Person, counter_id: UUID, told: ToldSlip, *, body: Mapping[str, Any], now: datetime
) -> tuple[Slip, bool]:
    """Keep a slip, in the caller's transaction. Returns it and whether it is new: the same id sent again is the same.

    `body` is the request as it came. Raises InvalidRequest, IdTaken, SlipDeleted; NotFound for somebody else's counter.
    """
    known_by = {"counter": str(counter_id), **body}
    if told.id and not claim(told.id, account_id=person.pk, kind=TARGET, body=known_by, among=Slip):
        return _sent_before(person, told.id), False
    counter = keeping.locked(person, counter_id)
    occurred_at = _occurred_at(told, now=now)
    on = told.on or keeping.today_of(person, occurred_at or now)
    # It may have been told offline, further east than the phone is now.
    keeping.check_day("/on", on, latest=(now + keeping.EASTERNMOST).date())
    _check_same_day(on, told.occurred_at, occurred_at)
    slip = Slip.objects.create(
        id=told.id or uuid4(),
        person=person,
        counter=counter,
        on=on,
        occurred_at=occurred_at,
        note=told.note or None,
        affected_now=told.affected_now,
        recorded_at=now,
    )
    keeping.renew(counter, person, now=now)
    return slip, True


def slips_of(person: Person, counter_id: UUID) -> QuerySet[Slip]:
    """Raises NotFound for a counter of somebody else."""
    return Slip.objects.filter(counter=keeping.find_counter(person, counter_id))


def find_slip(person: Person, counter_id: UUID, slip_id: UUID) -> Slip:
    """Raises NotFound."""
    slip = Slip.objects.filter(person=person, counter=counter_id, pk=slip_id).first()
    if slip is None:
        raise NotFound
    return slip


def raise_affected(slip: Slip, affected_now: int) -> bool:
    """Keep an answer that is more serious than the one before, in the caller's transaction; return whether it is."""
    if SERIOUS_LAST.index(affected_now) <= SERIOUS_LAST.index(slip.affected_now):
        return False
    slip.affected_now = affected_now
    slip.save(update_fields=["affected_now"])
    return True


@transaction.atomic
def delete_slip(person: Person, counter_id: UUID, slip_id: UUID, *, now: datetime) -> None:
    """Delete a slip that was entered by mistake. An alert that it opened is for staff to close. Raises NotFound."""
    counter = keeping.locked(person, counter_id)
    find_slip(person, counter_id, slip_id).delete()
    keeping.renew(counter, person, now=now)


def _sent_before(person: Person, slip_id: UUID) -> Slip:
    slip = Slip.objects.filter(person=person, pk=slip_id).first()
    if slip is None:
        raise SlipDeleted
    return slip


def _check_same_day(on: date, *times: datetime | None) -> None:
    """Raises InvalidRequest where a day and a time cannot both be right, wherever the person was.

    In any zone the day of an instant is that in UTC, the one before or the one after it. One of the `times` is enough:
    a phone whose clock is wrong may have taken the day from that clock, or from the person.
    """
    days = [at.astimezone(UTC).date() for at in times if at is not None]
    if days and min(abs(on - day) for day in days) > DAY:
        raise InvalidRequest(Invalid("/on", "This is not the day of occurred_at. Give the day on which it was."))


def _occurred_at(told: ToldSlip, *, now: datetime) -> datetime | None:
    """None where the day is all that was told."""
    if told.on is not None and told.occurred_at is None:
        return None
    return corrected(told.occurred_at, told.sent_at, now=now)
