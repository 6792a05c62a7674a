"""The coming dates of a form that is still being filled in, in the person's zone."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.accounts.models import Person, Site
from backend.aftercare.check_in_schedules import preview_schedule
from backend.api.problems import InvalidRequest, Problem
from backend.console.person.asking.timing_fields import TimingFields, zone_of


@dataclass(frozen=True)
class ComingDate:
    """One occurrence on two clocks (naive): the person's and the clinic's."""

    local: datetime
    clinic: datetime


@dataclass(frozen=True)
class Preview:
    dates: tuple[ComingDate, ...] = ()
    refusal: str = ""


def preview_of(form: TimingFields, person: Person, site: Site, *, now: datetime) -> Preview:
    """Return up to five dates, or why there are none. An unfinished form has neither."""
    if not form.is_valid():
        return Preview()
    zone = zone_of(form.cleaned_data["zone"], site.tzid)
    try:
        found = preview_schedule(person, form.recurrence(), zone, now=now)
    except Problem as problem:
        return Preview(refusal=words_of(problem))
    here, there = ZoneInfo(person.tzid), ZoneInfo(site.tzid)
    return Preview(tuple(ComingDate(_clock(each.at, here), _clock(each.at, there)) for each in found))


def words_of(problem: Problem) -> str:
    if isinstance(problem, InvalidRequest):
        return " ".join(error["detail"] for error in problem.extensions["errors"])
    return problem.detail or problem.title


def _clock(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
