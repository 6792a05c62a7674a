"""Cravings: the person says how strong the urge is, the answer is an exercise, people, or both."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import Problem
from backend.care_team.help import help_to
from backend.care_team.holds import filtering_level_of
from backend.care_team.monitoring import Monitoring
from backend.care_team.safety_profile import profile_of
from backend.coping.cravings.people_first import (
    cards_for,
    reading_of,
    tell_care_team,
    who_was_told,
)
from backend.coping.cravings.ratings import HIGH, Judgement, judge, record_rating
from backend.coping.exercises.choices import not_for
from backend.coping.exercises.definitions import Exercise, Library
from backend.coping.exercises.published import everything_for
from backend.coping.exercises.shelf import Shelf
from backend.coping.models import Craving, CravingRating, ExerciseSession
from backend.coping.plans.if_then import ShownPlan, exercise_of, plans_for
from backend.coping.practice.timely import is_timely
from backend.coping.reaching.people import People, people_for
from backend.coping.recommending.choosing import ROUTES_OF, Offer, with_people
from backend.coping.recommending.filtering import Safety, Situation, Withheld, withheld_whole
from backend.coping.recommending.offering import keep_draw, recommend
from backend.coping.recommending.wording import INSTEAD, because
from backend.coping.waiting import WAIT, Wait
from backend.instruments.levels import Level

# As many as exercises are offered.
PLANS_SHOWN = 3


class CravingDeleted(Problem):
    code, title, status = "craving-deleted", "This was sent before, and deleted.", 410


@dataclass(frozen=True)
class Told:
    """A craving as the phone sent it."""

    intensity: int
    triggers: list[str] = field(default_factory=list)
    setting: str | None = None
    minutes_available: int | None = None
    note: str | None = None
    # Answers to questions of the safety profile as they are in this minute; the profile keeps its own.
    safety: Mapping[str, str] = field(default_factory=dict)
    # "lat,lon", for meetings near in the answer; kept nowhere.
    near: str | None = None
    id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What the person is told. Without an exercise there is always help, and with help always people."""

    id: UUID
    session: ExerciseSession | None
    exercise: Exercise | None
    because: str
    alternatives: tuple[Exercise, ...]
    wait: Wait | None
    help: Mapping[str, Any] | None
    monitoring: Monitoring | None
    people: People | None
    # Codes of what else to show: `routes` of exercises.json.
    routes: Sequence[str]
    plans: Sequence[ShownPlan]


@transaction.atomic
def record_craving(
    person: Person, told: Told, *, shelf: Shelf, body: dict[str, Any], now: datetime
) -> tuple[Craving, Monitoring | None]:
    """Keep a craving and choose what to offer of what is on the shelf; return it, and who was told of it.

    None: the phone sent it again, here it is.

    `body` is the request as it came, by which a repeat is told from another one. Raises IdTaken, CravingDeleted.
    """
    take_turn(person)
    if told.id and not claim(told.id, account_id=person.pk, kind="craving", body=body, among=Craving):
        return sent_before(person, told.id), None
    craving = _craving(person, told, now=now)
    judged = rate(craving, now=now)
    # First, because a danger told with it holds exercises back in the answer too.
    watching = tell_care_team(person, reading_of(craving, judged), about=("craving", craving.pk), now=now)
    _offer(craving, judged, taken_back=shelf.taken_back, now=now)
    return craving, watching


def sent_before(person: Person, craving_id: UUID) -> Craving:
    """Raises CravingDeleted."""
    craving = Craving.objects.select_related("session").filter(person=person, pk=craving_id).first()
    if craving is None:
        raise CravingDeleted
    return craving


def rate(craving: Craving, *, now: datetime) -> Judgement:
    """Keep the rating of a craving, in the place of an earlier one of it, and judge it."""
    at, source = craving.occurred_at, CravingRating.Source.BEFORE
    record_rating(craving.person, craving.intensity, at=at, source=source, now=now, about=craving.pk)
    return judge(craving.person, craving.intensity, at=at)


def answer_to(
    craving: Craving, *, shelf: Shelf, watching: Monitoring | None = None, near: str | None = None, now: datetime
) -> Answer:
    """Return the answer that a craving got, in the person's words, with the help lines and meetings of now.

    `watching` is who was told, where that was just seen to. Without it the answer is asked for again, by a phone that
    has lost it or repeats itself later: what was offered is shown as far as it may be by now.
    """
    hold = filtering_level_of(craving.person, now=now)
    offer = _offer_of(craving, everything_for(shelf, craving.person.locale))
    if watching is None or hold >= Level.L2:
        offer = _as_it_is_now(offer, craving, shelf, hold)
    cards = _cards_of(craving, offer, hold)
    told = None if cards is None else watching or _who_was_told(craving, now=now)
    exercises = offer.exercises
    needs_people = told is not None or craving.intensity >= HIGH
    return Answer(
        id=craving.pk,
        session=craving.session if exercises else None,
        exercise=exercises[0] if exercises else None,
        because=_because(craving, offer, people_first=told is not None),
        alternatives=exercises[1:],
        # Where people come first nobody is left to wait alone.
        wait=WAIT if exercises and told is None else None,
        help=help_to(craving.person, cards or (), watching=told.text, now=now) if told else None,
        monitoring=told,
        people=people_for(craving.person, told_now=craving.told_now, near=near, now=now) if needs_people else None,
        routes=offer.routes,
        plans=_plans(craving, shelf, hold) if exercises else (),
    )


def _offer_of(craving: Craving, among: Library) -> Offer:
    """Return what was offered, the exercise of the session first."""
    if craving.withheld:
        return Offer((), tuple(craving.routes), Withheld(craving.withheld))
    slugs = (craving.session.exercise, *craving.session.alternatives)
    return Offer(tuple(among.exercises[slug] for slug in slugs), tuple(craving.routes))


def _as_it_is_now(offer: Offer, craving: Craving, shelf: Shelf, hold: Level) -> Offer:
    """Leave of an offer what this moment allows, and put to it what it calls for; without the first, nothing is left.

    What was withheld stays so: another exercise is another craving's.
    """
    judged = judge(craving.person, craving.intensity, at=craving.occurred_at)
    profile = profile_of(craving.person, told_now=craving.told_now)
    safety = Safety(profile, hold, needs_person=judged.needs_person)
    unwanted = {*shelf.taken_back, *not_for(craving.person)}
    withheld = withheld_whole(safety) or offer.withheld
    allowed = tuple(each for each in offer.exercises if is_timely(each, safety) and each.slug not in unwanted)
    is_left = withheld is None and allowed[:1] == offer.exercises[:1]
    routes = (*offer.routes, *(ROUTES_OF[withheld] if withheld else ()))
    return with_people(Offer(allowed if is_left else (), routes, withheld), safety)


def _cards_of(craving: Craving, offer: Offer, hold: Level) -> list[str] | None:
    """Return the cards that came with the answer and those that belong to it by now; None: no help is called for."""
    cards = cards_for(offer, hold)
    if craving.help_cards is None:
        return cards
    return list(dict.fromkeys([*(cards or ()), *craving.help_cards]))


def _who_was_told(craving: Craving, *, now: datetime) -> Monitoring:
    judged = judge(craving.person, craving.intensity, at=craving.occurred_at)
    return who_was_told(craving.person, reading_of(craving, judged), now=now)


def _plans(craving: Craving, shelf: Shelf, hold: Level) -> list[ShownPlan]:
    """Return the person's own plans for such a moment; while an answer of L2 waits for somebody, only calm ones."""
    found = plans_for(
        craving.person,
        craving.triggers,
        intensity=craving.intensity,
        shelf=shelf,
        hold=hold,
        told_now=craving.told_now,
    )
    return [plan for plan in found if hold < Level.L2 or _is_calm(plan)][:PLANS_SHOWN]


def _is_calm(plan: ShownPlan) -> bool:
    """Whether it leads to people or to a calm exercise. Nobody can tell of one's own words, and none sleeps it off."""
    exercise = exercise_of(plan.then)
    return exercise.calm_at_l2 if exercise else plan.leads_to is not None


def _craving(person: Person, told: Told, *, now: datetime) -> Craving:
    """Return the row, not yet saved: what is offered belongs to it."""
    return Craving(
        id=told.id or uuid4(),
        person=person,
        intensity=told.intensity,
        triggers=list(dict.fromkeys(told.triggers)),
        setting=told.setting or "",
        minutes_available=told.minutes_available,
        note=told.note or None,
        safety=dict(told.safety) or None,
        tzid=person.tzid,
        occurred_at=corrected(told.occurred_at, told.sent_at, now=now),
        recorded_at=now,
    )


def _offer(craving: Craving, judged: Judgement, *, taken_back: Collection[str], now: datetime) -> None:
    safety = _safety(craving, judged, now=now)
    recommended = recommend(craving.person, _situation(craving), safety, taken_back=taken_back)
    craving.withheld = recommended.offer.withheld or ""
    craving.help_cards = cards_for(recommended.offer, safety.hold)
    craving.routes = list(recommended.offer.routes)
    craving.save(force_insert=True)
    keep_draw(craving, recommended)
    _open_session(craving, recommended.offer, now=now)


def _safety(craving: Craving, judged: Judgement, *, now: datetime) -> Safety:
    return Safety(
        profile=profile_of(craving.person, told_now=craving.told_now),
        hold=filtering_level_of(craving.person, now=now),
        needs_person=judged.needs_person,
        exercises_failed=judged.exercises_failed,
    )


def _situation(craving: Craving) -> Situation:
    return Situation(
        intensity=craving.intensity,
        triggers=tuple(craving.triggers),
        setting=craving.setting or None,
        minutes_available=craving.minutes_available,
    )


def _open_session(craving: Craving, offer: Offer, *, now: datetime) -> None:
    if not offer.exercises:
        return
    first, *others = offer.exercises
    ExerciseSession.objects.create(
        craving=craving,
        exercise=first.slug,
        exercise_version=first.version,
        alternatives=[exercise.slug for exercise in others],
        started_at=now,
    )


def _because(craving: Craving, offer: Offer, *, people_first: bool) -> str:
    if offer.withheld:
        return INSTEAD[offer.withheld]
    return because(offer.exercises[0], _situation(craving), people_first=people_first)
