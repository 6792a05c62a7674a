"""What a person wants to do after a slip: safety first, then people, a meeting, the care team, and on with the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.api.conditional import Check, etag_of
from backend.care_team.safety_profile import profile_of
from backend.coping.models import SlipPlan, TargetType
from backend.coping.plans.definitions import Picked, SlipLine, SlipStep
from backend.coping.plans.instead import is_spoken_against
from backend.coping.plans.lines import plan_lines
from backend.coping.practice.stopping import stop_practising
from backend.instruments.catalogue import catalogue


@dataclass(frozen=True)
class SlipSteps:
    """What is picked, by the code of its step; a step that is left out is empty."""

    picked: Mapping[str, Picked] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            code: {"lines": list(picked.lines), "words": list(picked.words)} for code, picked in self.picked.items()
        }


@dataclass(frozen=True)
class StepToTake:
    """A step with what the person picked for it, and with its cards."""

    step: SlipStep
    lines: tuple[SlipLine, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class OwnSlipPlan:
    """In the order of the steps. `version` 0: nothing is written, and all ready lines stand."""

    steps: tuple[StepToTake, ...]
    version: int
    written_at: datetime | None
    etag: str


def slip_plan_of(person: Person) -> OwnSlipPlan:
    """Return the person's plan; for who has written none the ready lines, for after a slip there is a next step.

    A ready line that the safety profile speaks against is proposed to nobody; what somebody picked is theirs.
    """
    stored = SlipPlan.objects.filter(person=person).first()
    if stored is None:
        steps = _proposed(profile_of(person))
        etag = etag_of("slip-plan", person.pk, _ready_texts(), *(line.code for step in steps for line in step.lines))
        return OwnSlipPlan(steps, 0, None, etag)
    etag = etag_of("slip-plan", person.pk, stored.pk, stored.version, _ready_texts())
    content = stored.content or {}
    steps = tuple(_to_take(step, content.get(step.code)) for step in plan_lines().slip)
    return OwnSlipPlan(steps, stored.version, stored.written_at, etag)


@transaction.atomic
def write_slip_plan(person: Person, steps: SlipSteps, *, check: Check, now: datetime) -> OwnSlipPlan:
    """Write it anew. `check` is called with its ETag and raises when the caller has read another version."""
    stored = _locked(person, check)
    if stored is None:
        SlipPlan.objects.create(person=person, content=steps.as_json(), written_at=now)
    elif stored.content != steps.as_json():
        stored.content, stored.version, stored.written_at = steps.as_json(), stored.version + 1, now
        stored.save(update_fields=["content", "version", "written_at"])
    return slip_plan_of(person)


@transaction.atomic
def delete_slip_plan(person: Person, *, check: Check, now: datetime) -> None:
    """Take it away, with reminders to practise it. `check` as in `write_slip_plan`."""
    stored = _locked(person, check)
    if stored is not None:
        stored.delete()
        stop_practising(person, TargetType.SLIP_PLAN, now=now)


@cache
def _ready_texts() -> str:
    """Changes with what a release says in lines and cards: a phone that has the old ones asks again."""
    steps = plan_lines().slip
    return etag_of(*steps, *(catalogue().cards[card] for step in steps for card in step.cards))


def _proposed(profile: Mapping[str, str]) -> tuple[StepToTake, ...]:
    return tuple(
        StepToTake(step, tuple(line for line in step.lines if not is_spoken_against(line.avoid_if, profile)), ())
        for step in plan_lines().slip
    )


def _locked(person: Person, check: Check) -> SlipPlan | None:
    # One writer at a time: what the second has read must be what the first has written.
    take_turn(person)
    check(slip_plan_of(person).etag)
    return SlipPlan.objects.filter(person=person).first()


def _to_take(step: SlipStep, kept: Mapping[str, Any] | None) -> StepToTake:
    picked = kept or {"lines": [], "words": []}
    lines = tuple(line for line in step.lines if line.code in picked["lines"])
    return StepToTake(step, lines, tuple(picked["words"]))
