"""Somebody tells of a slip. It is kept, read like the same answer in a check-in, and answered with help each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import DataClass, Person
from backend.accounts.turns import take_turn
from backend.aftercare.facts import facts_of
from backend.api.problems import Problem
from backend.care_team.consequences import Consequences, follow, shown_for
from backend.care_team.hearing import follow_refused, name_of_refused
from backend.care_team.help import help_to
from backend.coping.counters import keeping, slips
from backend.coping.counters.keeping import Counted
from backend.coping.counters.slips import TARGET, ToldSlip
from backend.coping.counters.wording import thanks_for_telling
from backend.coping.models import Slip
from backend.coping.plans.slip import OwnSlipPlan, slip_plan_of
from backend.crisis.check import GENERAL_CARDS
from backend.instruments.catalogue import catalogue
from backend.instruments.definitions import Instrument, Item
from backend.instruments.reading import Reading, read

INSTRUMENT = "daily-check-in"
USED, YES = "used", 1
AFFECTED = "affected_now"
# What an alert is about when the request itself was refused.
REFUSED = "refused-slip"
# By its own grant staff learn of a slip that is no danger.
TOLD_IN = DataClass.CRAVINGS


@dataclass(frozen=True)
class SlipAnswer:
    """What the person is shown. There is always help, and a plan; `ask` is None once they have said how they are."""

    slip: Slip
    counted: Counted
    text: str
    ask: Item | None
    help: Mapping[str, Any]
    plan: OwnSlipPlan
    consequences: Consequences
    is_new: bool


@transaction.atomic
def tell(person: Person, counter_id: UUID, told: ToldSlip, *, body: Mapping[str, Any], now: datetime) -> SlipAnswer:
    """Keep a slip and follow what it calls for; the same sent again gets the same answer, and is not followed again.

    Raises what `slips.record_slip` does.
    """
    take_turn(person)
    try:
        slip, is_new = slips.record_slip(person, counter_id, told, body=body, now=now)
    except slips.SlipDeleted as gone:
        gone.extensions["help"] = help_to(person, now=now)
        raise
    reading = _read(person, slip.affected_now, now=now)
    consequences = _followed(slip, reading, now=now) if is_new else _shown_again(person, reading, now=now)
    return _answer(slip, reading, consequences, is_new=is_new, now=now)


@transaction.atomic
def tell_affected(person: Person, counter_id: UUID, slip_id: UUID, affected_now: int, *, now: datetime) -> SlipAnswer:
    """Take the answer to what a slip asked. It only raises: a lower one than before is heard, and changes nothing.

    Raises NotFound.
    """
    take_turn(person)
    slip = slips.find_slip(person, counter_id, slip_id)
    # What a slip calls for was followed with it: an answer that adds nothing must not open an alert again.
    adds = slips.raise_affected(slip, affected_now) and affected_now != slips.NO
    reading = _read(person, slip.affected_now, now=now)
    consequences = _followed(slip, reading, now=now) if adds else _shown_again(person, reading, now=now)
    return _answer(slip, reading, consequences, is_new=False, now=now)


@transaction.atomic
def refuse(person: Person, sent_to: UUID, body: object, problem: Problem, *, now: datetime) -> Problem:
    """Hear the slip in a request that is refused, as far as it can be read; return the problem with help.

    Nothing of it is kept; an alert names the rules that fired. `sent_to` is the counter or slip that the path names.
    """
    told: Mapping[str, Any] = body if isinstance(body, dict) else {}
    reading = _read(person, told.get(AFFECTED), now=now)
    about = (REFUSED, name_of_refused(REFUSED, person, body, sent_to, now=now))
    consequences = follow_refused(person, reading, problem, about=about, told_in=TOLD_IN, now=now)
    # What could not be read may say that somebody is in danger.
    problem.extensions["help"] = _help(person, [*GENERAL_CARDS, *reading.cards], consequences, now=now)
    return problem


def _instrument() -> Instrument:
    return catalogue().instruments[INSTRUMENT]


def _read(person: Person, affected_now: object, *, now: datetime) -> Reading:
    return read(_instrument(), {USED: YES, AFFECTED: affected_now}, facts_of(person, at=now))


def _followed(slip: Slip, reading: Reading, *, now: datetime) -> Consequences:
    return follow(slip.person, reading, about=(TARGET, slip.pk), told_in=TOLD_IN, now=now)


def _shown_again(person: Person, reading: Reading, *, now: datetime) -> Consequences:
    return shown_for(person, reading, told_in=TOLD_IN, now=now)


def _answer(slip: Slip, reading: Reading, consequences: Consequences, *, is_new: bool, now: datetime) -> SlipAnswer:
    person = slip.person
    counter = keeping.find_counter(person, slip.counter_id)
    [counted] = keeping.counted([counter], person=person, now=now)
    return SlipAnswer(
        slip=slip,
        counted=counted,
        text=thanks_for_telling(counted.count.days_total),
        ask=_instrument().items_by_id[AFFECTED] if slip.affected_now is None else None,
        help=_help(person, reading.cards, consequences, now=now),
        plan=slip_plan_of(person),
        consequences=consequences,
        is_new=is_new,
    )


def _help(person: Person, cards: Sequence[str], consequences: Consequences, *, now: datetime) -> dict[str, Any]:
    """Each slip brings the numbers, also one that no rule calls urgent."""
    return help_to(person, list(dict.fromkeys(cards)), watching=consequences.monitoring.text, now=now)
