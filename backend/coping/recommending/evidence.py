"""The ratings that a recommendation rests on: the person's own, and what people agreed to pool."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from backend.accounts.models import Consent, DataClass, Person
from backend.coping.models import ExerciseSession, Outcome, PooledRatings
from backend.coping.recommending.beliefs import Ratings, Tally
from backend.coping.recommending.pooling import tallies_of
from backend.coping.waiting import JUST_WAIT

# The last exercises that get a rest.
RECENT = 2
# Older sessions than these say less about today, and a long history must cost no more than a short one.
OWN_SESSIONS = 400
CHUNK = 2_000


@dataclass(frozen=True)
class Evidence:
    """`recent` are the slugs of the person's last two exercises."""

    ratings: Ratings
    recent: tuple[str, ...]


def evidence_about(person: Person) -> Evidence:
    own: defaultdict[str, Tally] = defaultdict(Tally)
    recent: list[str] = []
    for offered, done, before, after in _own_sessions(person):
        slug = done or offered
        if slug == JUST_WAIT:
            continue
        if len(recent) < RECENT:
            recent.append(slug)
        if after is not None:
            own[slug] = own[slug].with_one(before - after)
    return Evidence(Ratings(pooled=_pooled(), own=own), tuple(recent))


def agreed_to_pool(person: str, *, now: datetime) -> Exists:
    """Whether the person at this field of a row lets their ratings be pooled at this instant."""
    return Exists(Consent.objects.active(now).filter(person=OuterRef(person), data_class=DataClass.IMPROVE))


@transaction.atomic
def pool_ratings(*, now: datetime) -> int:
    """Count anew what people let us pool; return of how many people.

    Nothing is carried over: who takes the consent back is in no count from the next turn on.
    """
    agreed = agreed_to_pool("session__craving__person", now=now)
    rated = Outcome.objects.filter(agreed, intensity_after__isnull=False).exclude(done=JUST_WAIT)
    tallies = [[*cell, tally.count, tally.fall] for cell, tally in tallies_of(_told_in(rated)).items()]
    people = rated.aggregate(people=Count("session__craving__person", distinct=True))["people"]
    PooledRatings.objects.update_or_create(pk=1, defaults={"tallies": tallies, "people": people, "made_at": now})
    return int(people)


def _told_in(rated: QuerySet[Outcome]) -> Iterator[tuple[UUID, str, list[str], int]]:
    columns = ("person", "triggers", "intensity")
    rows = rated.values_list(
        "done", "session__exercise", "intensity_after", *(f"session__craving__{name}" for name in columns)
    )
    for done, offered, after, person, triggers, before in rows.iterator(chunk_size=CHUNK):
        yield person, done or offered, triggers, before - after


def _own_sessions(person: Person) -> list[tuple[str, str | None, int, int | None]]:
    """Return what was offered and done, and the ratings before and after, the latest first."""
    sessions = ExerciseSession.objects.filter(craving__person=person).order_by("-craving__occurred_at", "craving_id")
    columns = ("exercise", "outcome__done", "craving__intensity", "outcome__intensity_after")
    return list(sessions.values_list(*columns)[:OWN_SESSIONS])


def _pooled() -> dict[tuple[str, str], Tally]:
    stored = PooledRatings.objects.values_list("tallies", flat=True).first()
    return {(slug, trigger): Tally(count, fall) for slug, trigger, count, fall in stored or ()}
