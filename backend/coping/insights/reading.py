"""The craving log of a person summed up: for themselves, and for staff as far as they share it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import people_visible_to
from backend.accounts.models import DataClass, Person, Staff
from backend.api.problems import NotFound
from backend.coping.exercises.library import library
from backend.coping.insights.summing import Helped, Insights, Logged, Mean, sum_up
from backend.coping.models import Craving
from backend.coping.waiting import JUST_WAIT
from backend.recurrence import zone_or_utc

SHORTEST_DAYS, LONGEST_DAYS, USUAL_DAYS = 7, 730, 90
# Nearly seven a day for two years. A phone that repeats itself makes more, and they would all be read for each page.
MOST_CRAVINGS = 5_000
COLUMNS = (
    "occurred_at",
    "tzid",
    "intensity",
    "triggers",
    "session__exercise",
    "session__outcome__at",
    "session__outcome__done",
    "session__outcome__intensity_after",
)
NOTHING_DONE = Helped(JUST_WAIT, 0, Mean(0))


@dataclass(frozen=True)
class Told:
    """Insights over the last `days`, each craving by the clock where the person was; `tzid` is where they are now.

    Of more than MOST_CRAVINGS the newest are read.

    `shows_log` and `shows_exercises` are False where somebody does not share that part with who asks.
    """

    days: int
    tzid: str | None
    insights: Insights
    shows_log: bool = True
    shows_exercises: bool = True


def insights_of(person: Person, *, days: int = USUAL_DAYS, now: datetime) -> Told:
    return Told(days, person.tzid, _sum_up(person, days=days, now=now))


@transaction.atomic
def insights_for(staff: Staff, person_id: UUID, *, days: int = USUAL_DAYS, now: datetime) -> Told:
    """Return what this staff member may see of it, and note the look at each part. Raises NotFound outside one's set.

    The log has a grant of its own, and what exercises did another.
    """
    seen = {
        data_class: people_visible_to(staff.account, data_class, now=now).filter(pk=person_id).first()
        for data_class in (DataClass.CRAVINGS, DataClass.EXERCISES)
    }
    person = next((each for each in seen.values() if each is not None), None)
    if person is None:
        raise NotFound
    for data_class in (data_class for data_class, each in seen.items() if each is not None):
        record_look(staff.account, [person], data_class, purpose=Purpose.CRAVINGS, now=now)
    return _only(
        insights_of(person, days=days, now=now),
        shows_log=seen[DataClass.CRAVINGS] is not None,
        shows_exercises=seen[DataClass.EXERCISES] is not None,
    )


def _sum_up(person: Person, *, days: int, now: datetime) -> Insights:
    logged = _logged(person, since=now - timedelta(days=days))
    return sum_up(logged, exercises=tuple(library().exercises), triggers=library().triggers)


def _logged(person: Person, *, since: datetime) -> list[Logged]:
    here = person.tzid
    cravings = Craving.objects.filter(person=person, occurred_at__gte=since)
    newest = cravings.order_by("-occurred_at", "id")[:MOST_CRAVINGS]
    return [
        Logged(
            at=at.astimezone(zone_or_utc(tzid or here)),
            intensity=before,
            triggers=tuple(triggers),
            done=(done or offered) if told_at else None,
            fall=None if after is None else before - after,
        )
        for at, tzid, before, triggers, offered, told_at, done, after in newest.values_list(*COLUMNS)
    ]


def _only(told: Told, *, shows_log: bool, shows_exercises: bool) -> Told:
    """Take out what is not shared; nothing that is left says it in another way."""
    insights = told.insights
    if not shows_exercises:
        insights = replace(insights, helped=(), wait=NOTHING_DONE)
    if not shows_log:
        nothing = sum_up((), exercises=(), triggers=())
        insights = replace(nothing, helped=insights.helped, wait=insights.wait)
    # Without the log nothing is told by hour or day, and where somebody is, is theirs.
    return Told(told.days, told.tzid if shows_log else None, insights, shows_log, shows_exercises)
