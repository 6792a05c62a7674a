"""If-then plans: made, changed, taken away, and shown when they fit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
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
from backend.api.problems import NotFound, Problem
from backend.care_team.holds import filtering_level_of
from backend.care_team.safety_profile import NOTHING_TOLD, profile_of
from backend.coping.exercises.choices import not_for
from backend.coping.exercises.definitions import Exercise, Library
from backend.coping.exercises.library import library
from backend.coping.exercises.published import current_shelf, everything_for
from backend.coping.exercises.shelf import Shelf
from backend.coping.models import IfThenPlan, TargetType
from backend.coping.plans.definitions import Then, ThenLine, When, if_then_as_json, if_then_from
from backend.coping.plans.instead import Instead, instead_of, is_spoken_against
from backend.coping.plans.lines import plan_lines
from backend.coping.plans.matching import fit_of
from backend.coping.plans.wording import then_text, when_text
from backend.coping.practice.stopping import stop_practising
from backend.coping.practice.timely import suits_hold
from backend.coping.recommending.choosing import HELP_LINE
from backend.instruments.levels import Level

TARGET = "if-then-plan"
# More than anybody remembers: a plan that is not known by heart does not help in the moment.
MOST = 50


class TooManyPlans(Problem):
    code, status = "too-many-plans", 422
    title = f"There are {MOST} plans. Please take one away first."


class ExerciseBarred(Problem):
    """`instead` has another exercise, if there is one, and the codes of what to show of people and numbers."""

    code, title, status = "exercise-barred", "This exercise is not for you right now.", 422

    def __init__(self, instead: Instead) -> None:
        exercise = instead.exercise
        super().__init__(
            instead={
                "exercise": exercise and {"slug": exercise.slug, "title": exercise.title},
                "routes": list(instead.routes),
            }
        )


@dataclass(frozen=True)
class NewPlan:
    when: When
    then: Then
    id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class PlanChange:
    """A side is replaced as a whole; `...` leaves it as it is."""

    when: When | EllipsisType = ...
    then: Then | EllipsisType = ...


@dataclass(frozen=True)
class ShownPlan:
    """A plan in words. `instead` is what to offer in place of an exercise that is barred for its owner by now."""

    plan: IfThenPlan
    when: When
    then: Then
    when_text: str
    then_text: str
    triggers: tuple[str, ...]
    leads_to: str | None
    instead: Instead | None

    @property
    def etag(self) -> str:
        return etag_of(TARGET, self.plan.pk, self.plan.version)


@dataclass(frozen=True)
class Owner:
    """What somebody reads of exercises, and what of them they may be offered; `hold` filters for a while alone."""

    everything: Library
    allowed: Library
    profile: Mapping[str, str]
    unwanted: Collection[str]
    hold: Level

    def is_barred(self, exercise: Exercise) -> bool:
        """Whether it is not for them, hold or none: a plan is made for other days too."""
        return instead_of(exercise, self.allowed, self.profile, not_for=self.unwanted) is not None

    def instead_of(self, exercise: Exercise) -> Instead | None:
        """Return what to do in its place at this moment: while people come first, its routes begin with a help line."""
        held = [slug for slug, each in self.allowed.exercises.items() if not suits_hold(each, self.hold)]
        instead = instead_of(exercise, self.allowed.without(held), self.profile, not_for=self.unwanted)
        if instead is None or self.hold < Level.L2:
            return instead
        return replace(instead, routes=tuple(dict.fromkeys((HELP_LINE, *instead.routes))))


@transaction.atomic
def make_plan(person: Person, new: NewPlan, *, body: Mapping[str, Any], now: datetime) -> tuple[IfThenPlan, bool]:
    """Keep a plan. False: the same request again. Raises IdTaken, TooManyPlans, ExerciseBarred."""
    if new.id and not claim(new.id, account_id=person.pk, kind=TARGET, body=dict(body), among=IfThenPlan):
        return find_plan(person, new.id), False
    # Two phones at once must not both find room for the last one.
    take_turn(person)
    if IfThenPlan.objects.filter(person=person).count() >= MOST:
        raise TooManyPlans
    refuse_barred(person, exercise_of(new.then), now=now)
    made_at = corrected(new.occurred_at, new.sent_at, now=now)
    plan = IfThenPlan.objects.create(
        pk=new.id or uuid4(),
        person=person,
        content=if_then_as_json(new.when, new.then),
        created_at=made_at,
        changed_at=made_at,
    )
    return plan, True


@transaction.atomic
def change_plan(person: Person, plan_id: UUID, change: PlanChange, *, check: Check, now: datetime) -> IfThenPlan:
    """`check` is called with the ETag and raises when the caller has read another version.

    Raises NotFound, ExerciseBarred.
    """
    plan = _locked(person, plan_id, check)
    when, then = if_then_from(plan.content)
    if not isinstance(change.then, EllipsisType):
        refuse_barred(person, exercise_of(change.then), now=now)
        then = change.then
    if not isinstance(change.when, EllipsisType):
        when = change.when
    plan.content, plan.version, plan.changed_at = if_then_as_json(when, then), plan.version + 1, now
    plan.save(update_fields=["content", "version", "changed_at"])
    return plan


@transaction.atomic
def delete_plan(person: Person, plan_id: UUID, *, check: Check, now: datetime) -> None:
    """Take a plan away, with reminders to practise it. `check` as in `change_plan`. Raises NotFound."""
    plan = _locked(person, plan_id, check)
    stop_practising(person, TargetType.IF_THEN_PLAN, str(plan.pk), now=now)
    plan.delete()


def own_plans(person: Person) -> QuerySet[IfThenPlan]:
    return IfThenPlan.objects.filter(person=person)


def find_plan(person: Person, plan_id: UUID) -> IfThenPlan:
    """Raises NotFound."""
    plan = own_plans(person).filter(pk=plan_id).first()
    if plan is None:
        raise NotFound
    return plan


def plans_for(
    person: Person,
    triggers: Collection[str],
    *,
    intensity: int,
    shelf: Shelf,
    hold: Level,
    told_now: Mapping[str, str] = NOTHING_TOLD,
) -> list[ShownPlan]:
    """Return the person's plans for a craving, the best first; of those alike the newest.

    One whose exercise is barred by now is among them with what to offer in its place. `told_now` are answers of this
    minute, which go before the safety profile.
    """
    shown = shown_to(person, own_plans(person).order_by("-created_at", "id"), shelf=shelf, hold=hold, told_now=told_now)
    fits = [(fit_of(each.when, plan_lines(), triggers=triggers, intensity=intensity), each) for each in shown]
    found = [(fit, each) for fit, each in fits if fit is not None]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def shown_to(
    person: Person,
    plans: Iterable[IfThenPlan],
    *,
    shelf: Shelf,
    hold: Level,
    told_now: Mapping[str, str] = NOTHING_TOLD,
) -> list[ShownPlan]:
    """Put plans into words, with what bars them for their owner today; what was taken back bars them too."""
    plans = list(plans)
    if not plans:
        return []
    owner = owner_of(person, shelf, hold=hold, told_now=told_now)
    return [_shown(plan, owner) for plan in plans]


def owner_of(person: Person, shelf: Shelf, *, hold: Level, told_now: Mapping[str, str] = NOTHING_TOLD) -> Owner:
    everything, profile = everything_for(shelf, person.locale), profile_of(person, told_now=told_now)
    return Owner(everything, everything.without(shelf.taken_back), profile, not_for(person), hold)


def exercise_of(then: Then, among: Library | None = None) -> Exercise | None:
    """Return the exercise that a plan leads to, by itself or by its line; None for one that is not there any more.

    It comes in the words of `among`, without it in the packaged ones.
    """
    line = plan_lines().then.get(then.line or "")
    slug = then.exercise or (line.exercise if line else None)
    return (among or library()).exercises.get(slug or "")


def refuse_barred(person: Person, exercise: Exercise | None, *, now: datetime) -> None:
    """Raises ExerciseBarred."""
    if exercise is None:
        return
    owner = owner_of(person, current_shelf(), hold=filtering_level_of(person, now=now))
    instead = owner.instead_of(exercise)
    if instead is not None and owner.is_barred(exercise):
        raise ExerciseBarred(instead)


def _shown(plan: IfThenPlan, owner: Owner) -> ShownPlan:
    when, then = if_then_from(plan.content)
    lines, exercise = plan_lines(), exercise_of(then, owner.everything)
    picked_when, picked_then = lines.when.get(when.line or ""), lines.then.get(then.line or "")
    return ShownPlan(
        plan=plan,
        when=when,
        then=then,
        when_text=when_text(when, lines),
        then_text=then_text(then, lines, exercise),
        triggers=picked_when.triggers if picked_when else (),
        leads_to=picked_then.leads_to if picked_then else None,
        instead=owner.instead_of(exercise) if exercise else _instead_of_line(picked_then, owner),
    )


def _instead_of_line(line: ThenLine | None, owner: Owner) -> Instead | None:
    """Return a help line where a yes of the person bars the line that they picked: nobody sleeps off a mixture."""
    is_barred = line is not None and is_spoken_against(line.avoid_if, owner.profile)
    return Instead(None, (HELP_LINE,)) if is_barred else None


def _locked(person: Person, plan_id: UUID, check: Check) -> IfThenPlan:
    plan = own_plans(person).select_for_update().filter(pk=plan_id).first()
    if plan is None:
        raise NotFound
    check(etag_of(TARGET, plan.pk, plan.version))
    return plan
