"""The agenda of a person: computed from their schedules and from what is open, with a few queries however many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from notifications import schedules
from notifications.agenda import standing
from notifications.agenda.rings import Entry, Notice, Planned, Ring, entries_of, rings_of, together
from notifications.consent import held_at
from notifications.delivery.facts import rung_of
from notifications.kinds import Kind, is_safety
from notifications.ledger import stages
from notifications.models import Notification, Schedule
from notifications.notices.ahead import as_due
from notifications.schedules import Upcoming
from notifications.wishes.loading import wishes_of
from notifications.wishes.ringing import Wishes, is_away

MOST_ENTRIES = 500
# A phone rings by itself two minutes late: what has just fallen due without a word from it may still have to.
LATELY = timedelta(minutes=10)
HOUR = timedelta(hours=1)
JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True)
class Agenda:
    """What rings before `until`: up to there it is complete."""

    entries: Sequence[Entry]
    until: datetime


def agenda_of(account_id: UUID, days: int, *, now: datetime) -> Agenda:
    """Return what will ring for somebody, final after spread, quiet hours, bundles, cap, pauses and consent."""
    wishes = wishes_of([account_id])[account_id]
    until = _full_hour(now + timedelta(days=days))
    coming, until = _coming(account_id, now=now, until=until)
    planned = [*_not_begun(coming, wishes), *standing.planned_of(account_id, wishes, now=now, since=now - LATELY)]
    rings = [each for each in rings_of(planned, wishes) if now - LATELY < each.at < until]
    rung = rung_of({account_id: wishes}, now)[account_id] if wishes.daily_cap is not None else {}
    return _cut(entries_of(together(_consented(account_id, rings), wishes, rung=rung)), until)


def _full_hour(at: datetime) -> datetime:
    """The end moves once an hour, so that nothing has changed for a phone that asks again."""
    return at.replace(minute=0, second=0, microsecond=0) + HOUR


def _coming(account_id: UUID, *, now: datetime, until: datetime) -> tuple[list[tuple[Schedule, Upcoming]], datetime]:
    """Return the occurrences that are not opened yet, and until when they are all there."""
    planned = Schedule.objects.filter(recipient_id=account_id, next_at__isnull=False, stopped_at=None)
    found: list[tuple[Schedule, Upcoming]] = []
    for schedule in planned:
        occurrences = _occurrences(schedule, until)
        if len(occurrences) > MOST_ENTRIES:
            until = min(until, occurrences[-1].rings_at)
        found += [(schedule, each) for each in occurrences if each.rings_at > now - LATELY]
    return found, until


def _occurrences(schedule: Schedule, until: datetime) -> list[Upcoming]:
    """Ask for more until they reach the end: each costs, and most schedules ring once a day."""
    assert schedule.next_at is not None  # noqa: S101 - selected by it
    after, limit, found = schedule.next_at - JUST_BEFORE, 20, list[Upcoming]()
    while True:
        found = schedules.upcoming(schedule, after=after, limit=limit)
        if len(found) < limit or found[-1].rings_at >= until or limit > MOST_ENTRIES:
            return list(takewhile(lambda each: each.rings_at < until, found))
        limit = min(limit * 4, MOST_ENTRIES + 1)


def _not_begun(coming: Sequence[tuple[Schedule, Upcoming]], wishes: Wishes) -> Iterator[Planned]:
    """Yield the stages of occurrences, but of those that phones have told of ahead of us the later ones alone."""
    told = Notification.objects.in_bulk([each.occurrence_id for _, each in coming])
    for schedule, occurrence in coming:
        notice = told.get(occurrence.occurrence_id)
        if _is_left_out(schedule, occurrence, wishes):
            continue
        if notice is None:
            yield from _stages(schedule, occurrence)
        elif notice.acted_at is None and notice.withdrawn_at is None:
            since = notice.snoozed_until or notice.deliver_at
            later = (each for each in _stages(schedule, occurrence) if each.stage != stages.FIRST)
            yield from (each for each in later if each.deliver_at >= since)


def _is_left_out(schedule: Schedule, occurrence: Upcoming, wishes: Wishes) -> bool:
    """An absence takes the occurrence with all its repeats, as take_due does."""
    return is_away(occurrence.rings_at, wishes) and not is_safety(schedule.kind)


def _stages(schedule: Schedule, occurrence: Upcoming) -> Iterator[Planned]:
    for opening in schedules.openings_of(as_due(schedule, occurrence)):
        notice = Notice(
            id=opening.notification_id,
            kind=Kind(opening.kind),
            at=occurrence.at,
            local=occurrence.local,
            tzid=occurrence.tzid,
            expires_at=opening.expires_at,
            target=opening.about,
            guard=opening.guard,
        )
        yield Planned(notice, opening.stage, opening.deliver_at)


def _consented(account_id: UUID, rings: Sequence[Ring]) -> list[Ring]:
    """Leave out what rings when consent will have ended."""
    asked = [(account_id, each.notice.guard, each.at) for each in rings if each.notice.guard]
    holding = held_at(asked)
    return [each for each in rings if each.notice.guard is None or (account_id, each.notice.guard, each.at) in holding]


def _cut(entries: Sequence[Entry], until: datetime) -> Agenda:
    if len(entries) <= MOST_ENTRIES:
        return Agenda(entries, until)
    end = entries[MOST_ENTRIES].rings_at
    return Agenda([each for each in entries[:MOST_ENTRIES] if each.rings_at < end], end)
