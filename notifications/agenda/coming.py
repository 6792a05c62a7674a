"""The agenda of a person: computed from their schedules and from what is open, with a few queries however many."""

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from uuid import UUID

from notifications import schedules, timeliness
from notifications.agenda import standing
from notifications.agenda.rings import Entry, Notice, Planned, Ring, entries_of, rings_of, together
from notifications.consent import held_at
from notifications.delivery.facts import rung_of
from notifications.kinds import Kind, is_safety
from notifications.ledger import stages
from notifications.models import Notification, Schedule
from notifications.notices.ahead import as_due
from notifications.schedules import Upcoming, timing
from notifications.wishes.loading import wishes_of
from notifications.wishes.ringing import Wishes, is_away

MOST_ENTRIES = 500
# Occurrences looked at together, more than most agendas hold. Where a cap, an absence or quiet hours drop nearly all,
# the agenda ends after so many portions: what one request costs does not hang on the number of schedules.
PORTION = MOST_ENTRIES * 3 // 2
MOST_PORTIONS = 3
# Occurrences of one schedule computed at first.
FIRST_ASKED = 4
# A phone rings by itself two minutes late: what has just fallen due without a word from it may still have to.
LATELY = timedelta(minutes=10)
HOUR = timedelta(hours=1)

Coming = tuple[Schedule, Upcoming]


@dataclass(frozen=True)
class Agenda:
    """What rings before `until`: up to there it is complete."""

    entries: Sequence[Entry]
    until: datetime


def agenda_of(account_id: UUID, days: int, *, now: datetime) -> Agenda:
    """Return what will ring for somebody, final after spread, quiet hours, bundles, cap, pauses and consent.

    What may not ring at this moment is left out, however far ahead it is: a phone that asks again finds it.
    """
    wishes = wishes_of([account_id])[account_id]
    until = _full_hour(now + timedelta(days=days))
    untimely = _untimely(account_id, now)
    planned = standing.planned_of(account_id, wishes, now=now, since=now - LATELY)
    planned = [each for each in planned if each.notice.target[1] not in untimely]
    rung = rung_of({account_id: wishes}, now)[account_id] if wishes.daily_cap is not None else {}
    entries, reach = list[Entry](), until
    for portion, reach in _portions(_coming(account_id, untimely, now=now, until=until), until):
        planned += _not_begun(portion, wishes)
        rings = [each for each in rings_of(planned, wishes) if now - LATELY < each.at < until]
        near = [each for each in rings if each.at < reach]
        entries = entries_of(together(_consented(account_id, near), wishes, rung=rung))
        if _is_enough(entries, rings, reach):
            break
    return _cut(entries, reach)


def _untimely(account_id: UUID, now: datetime) -> set[UUID]:
    """What schedules of theirs are about that may not ring at this moment."""
    asked = Schedule.objects.filter(recipient_id=account_id, kind__in=timeliness.asked_kinds())
    return timeliness.untimely_among(asked.values_list("kind", "about_id"), now=now)


def _full_hour(at: datetime) -> datetime:
    """The end moves once an hour, so that nothing has changed for a phone that asks again."""
    return at.replace(minute=0, second=0, microsecond=0) + HOUR


def _coming(account_id: UUID, untimely: Collection[UUID], *, now: datetime, until: datetime) -> Iterator[Coming]:
    """Yield the occurrences that are not opened yet in the order of their rings, each computed when it is asked for."""
    planned = Schedule.objects.filter(recipient_id=account_id, next_at__isnull=False, stopped_at=None)
    timely = (schedule for schedule in planned if schedule.about_id not in untimely)
    merged = heapq.merge(*(_occurrences(schedule, now - LATELY) for schedule in timely), key=_rings_at)
    return takewhile(lambda each: _rings_at(each) < until, merged)


def _occurrences(schedule: Schedule, since: datetime) -> Iterator[Coming]:
    """Yield what rings after `since`. Each costs, and beside many other schedules few of one are wanted."""
    assert schedule.next_at is not None  # noqa: S101 - selected by it
    spread = (schedule.next_due_at or schedule.next_at) - schedule.next_at
    after, seen, limit = max(schedule.next_at - timing.TICK, since - spread), 0, FIRST_ASKED
    while True:
        found = schedules.upcoming(schedule, after=after, limit=limit)
        yield from ((schedule, each) for each in found[seen:] if each.rings_at > since)
        if len(found) < limit:
            return
        seen, limit = limit, limit * 2


def _rings_at(coming: Coming) -> datetime:
    return coming[1].rings_at


def _portions(coming: Iterator[Coming], until: datetime) -> Iterator[tuple[list[Coming], datetime]]:
    """Yield some of what comes and until when all of it has been yielded; after MOST_PORTIONS, it ends there.

    Nothing rings before its occurrence does, so up to there the rest changes nothing.
    """
    for _ in range(MOST_PORTIONS):
        portion = list(islice(coming, PORTION))
        if len(portion) < PORTION:
            yield portion, until
            return
        yield portion, _rings_at(portion[-1])


def _is_enough(entries: Sequence[Entry], rings: Sequence[Ring], reach: datetime) -> bool:
    """Whether what will be cut off is known, and every repeat of what will not."""
    if len(entries) <= MOST_ENTRIES:
        return False
    later = {ring.notice.id for ring in rings if ring.at >= reach}
    return later.isdisjoint(entry.notice.id for entry in entries[:MOST_ENTRIES])


def _not_begun(coming: Sequence[Coming], wishes: Wishes) -> Iterator[Planned]:
    """Yield the stages of occurrences, but of those that phones have told of ahead of us the later ones alone."""
    told = Notification.objects.in_bulk([each.occurrence_id for _, each in coming])
    for schedule, occurrence in coming:
        notice = told.get(occurrence.occurrence_id)
        if _is_left_out(schedule, occurrence, wishes):
            continue
        if notice is None:
            yield from _stages(schedule, occurrence, wishes)
        elif notice.acted_at is None and notice.withdrawn_at is None:
            since = notice.snoozed_until or notice.deliver_at
            later = (each for each in _stages(schedule, occurrence, wishes) if each.stage != stages.FIRST)
            yield from (each for each in later if each.deliver_at >= since)


def _is_left_out(schedule: Schedule, occurrence: Upcoming, wishes: Wishes) -> bool:
    """An absence takes the occurrence with all its repeats, as take_due does."""
    return is_away(occurrence.rings_at, wishes) and not is_safety(schedule.kind)


def _stages(schedule: Schedule, occurrence: Upcoming, wishes: Wishes) -> Iterator[Planned]:
    """A pause is asked again when something rings: a repeat, or what waits for the morning, may fall into it."""
    planned = _planned(schedule, occurrence)
    if schedule.paused_from is None:
        return planned
    return (
        each for each in planned if not any(timing.is_paused(schedule, ring.at) for ring in rings_of([each], wishes))
    )


def _planned(schedule: Schedule, occurrence: Upcoming) -> Iterator[Planned]:
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
