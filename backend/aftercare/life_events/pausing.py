"""Pauses that staff have put on record: check-ins that fall due meanwhile are left out, and never caught up."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from backend.accounts.models import Person, Site
from backend.aftercare.models import CheckInSchedule, LifeEvent
from backend.recurrence import to_instant
from notifications import schedules

PAUSES = (LifeEvent.Kind.IN_HOSPITAL, LifeEvent.Kind.PAUSED_BY_STAFF)
DAY = timedelta(days=1)


def paused_people(person_ids: Collection[UUID], site_id: UUID, at: datetime) -> set[UUID]:
    """Return those of them of whom this site expected nothing at that instant, those who had died among them."""
    pauses = _pauses_at(Site.objects.get(pk=site_id), at).filter(person__in=person_ids)
    silenced = Person.objects.filter(pk__in=person_ids, silenced_at__lte=at)
    return {*pauses.values_list("person", flat=True), *silenced.values_list("pk", flat=True)}


def today_at(site: Site, now: datetime) -> date:
    return now.astimezone(ZoneInfo(site.tzid)).date()


def pause_check_ins(event: LifeEvent) -> None:
    for schedule in _schedules_of(event.person, event.site):
        _pause(schedule, event)


def resume_check_ins(person: Person, site: Site) -> None:
    for schedule in _schedules_of(person, site):
        schedules.resume(schedule.pk)


def pause_like_the_others(schedule: CheckInSchedule, *, now: datetime) -> None:
    """Let a new schedule of somebody who is paused, or will be, begin after the pause."""
    event = pauses_ahead(schedule.person, schedule.site, now=now).first()
    if event is not None:
        _pause(schedule, event)


def pauses_ahead(person: Person, site: Site, *, now: datetime) -> QuerySet[LifeEvent]:
    """Return the pause that lasts or is to come; there is one at most."""
    ahead = Q(until_on=None) | Q(until_on__gte=today_at(site, now))
    return LifeEvent.objects.filter(ahead, person=person, site=site, kind__in=PAUSES, ended_at=None)


def _pauses_at(site: Site, at: datetime) -> QuerySet[LifeEvent]:
    today = today_at(site, at)
    lasting = Q(until_on=None) | Q(until_on__gte=today)
    unended = Q(ended_at=None) | Q(ended_at__gt=at)
    return LifeEvent.objects.filter(lasting, unended, site=site, kind__in=PAUSES, from_on__lte=today)


def _schedules_of(person: Person, site: Site) -> QuerySet[CheckInSchedule]:
    return CheckInSchedule.objects.filter(person=person, site=site, schedule__cancelled_at=None)


def _pause(schedule: CheckInSchedule, event: LifeEvent) -> None:
    until = _midnight_before(event.until_on + DAY, event.site) if event.until_on else None
    schedules.pause(schedule.pk, _midnight_before(event.from_on, event.site), until)


def _midnight_before(day: date, site: Site) -> datetime:
    return to_instant(datetime.combine(day, time()), ZoneInfo(site.tzid))
