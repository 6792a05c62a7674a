"""Answers read with what the rules must know beside them: the plan, and earlier craving ratings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from backend.accounts.models import Person
from backend.aftercare.plans import is_tapering, plan_of
from backend.coping.cravings import ratings
from backend.instruments.definitions import Instrument
from backend.instruments.facts import Facts
from backend.instruments.reading import Reading, read


def facts_of(person: Person, *, at: datetime) -> Facts:
    """Return what holds for answers given at `at`. A rating among them must be recorded before."""
    plan = plan_of(person)
    return replace(
        ratings.facts_at(person, at),
        substances=plan.substances,
        has_prescribed_plan=plan.has_prescribed,
        benzodiazepine_taper=is_tapering(plan, at),
    )


def read_parts(
    instrument: Instrument, sent: Mapping[str, object], merged: Mapping[str, object], person: Person, *, at: datetime
) -> Reading:
    """Read answers as sent and as merged with what was there: whatever fires in either has fired."""
    facts = facts_of(person, at=at)
    whole, part = read(instrument, merged, facts), read(instrument, sent, facts)
    in_order = (*instrument.rules, *instrument.rating_rules)
    return Reading(whole.scores, tuple(r for r in in_order if r in whole.rules or r in part.rules))
