"""Whom one stage of an alert reaches. Pure: staff are ids, or anything that can be told apart."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from backend.care_team.levels import Whom

Who = TypeVar("Who")


@dataclass(frozen=True)
class Ranks(Generic[Who]):
    """Who is there to be reached, in order; `owner` is one of them.

    `told`: since the clock was started. `reachable`: by a phone or a second path.
    """

    owner: Who
    assigned: Sequence[Who]
    on_call: Sequence[Who]
    supervisors: Sequence[Who]
    told: Collection[Who]
    reachable: Collection[Who]

    @property
    def ladder(self) -> list[Who]:
        return list(dict.fromkeys((*self.on_call, *self.supervisors)))

    @property
    def everybody(self) -> list[Who]:
        return list(dict.fromkeys((*self.assigned, *self.ladder, self.owner)))


def reached_by(wanted: Iterable[Whom], ranks: Ranks[Who]) -> list[Who]:
    """Return whom a stage reaches, each once; somebody, whenever it names staff."""
    found: dict[Who, None] = {}
    for whom in wanted:
        found |= dict.fromkeys(_reached(whom, ranks, already=found))
    return list(found)


def _reached(whom: Whom, ranks: Ranks[Who], *, already: Collection[Who]) -> list[Who]:
    match whom:
        case Whom.ASSIGNED:
            return _passing_by(list(ranks.assigned) or [ranks.owner], ranks)
        case Whom.SUPERVISORS:
            waiting = [who for who in ranks.supervisors if who not in ranks.told]
            return waiting or _next_or_everybody(ranks, already)
        case Whom.NEXT_ON_CALL:
            return _next_or_everybody(ranks, already)
        case Whom.EVERYBODY:
            return ranks.everybody
        case Whom.PERSON:
            return []  # no staff


def _passing_by(found: list[Who], ranks: Ranks[Who]) -> list[Who]:
    """Add the next of the ladder for each whom nothing reaches."""
    for who in tuple(found):
        if who not in ranks.reachable:
            found += _next(ranks, found)
    return found


def _next_or_everybody(ranks: Ranks[Who], already: Collection[Who]) -> list[Who]:
    found = _next(ranks, already)
    can_answer = any(who in ranks.reachable for who in found)
    return found if can_answer else [*found, *ranks.everybody]


def _next(ranks: Ranks[Who], already: Collection[Who]) -> list[Who]:
    """Return the first of the ladder who was not told yet, and those after them up to one who can be reached."""
    found: list[Who] = []
    for who in ranks.ladder:
        if who not in ranks.told and who not in already:
            found.append(who)
            if who in ranks.reachable:
                break
    return found
