"""Whether logged draws come out again, and what followed what was offered: over people who agreed to be pooled."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from backend.accounts.keys import store
from backend.coping.models import Draw, ExerciseSession
from backend.coping.recommending.beliefs import MODEL_VERSION
from backend.coping.recommending.evidence import agreed_to_pool
from backend.coping.recommending.pooling import Falls
from backend.coping.recommending.replaying import AnotherLibrary, inputs_from, offer_from
from backend.coping.waiting import JUST_WAIT

CHUNK = 500


@dataclass(frozen=True)
class Evaluation:
    """`draws` says of how many it was "reproduced" or "differs".

    Or that this release cannot make them again: "another_model", "another_library". `falls` is by what was done.
    """

    draws: Mapping[str, int]
    falls: Mapping[str, Falls]


def evaluate(*, now: datetime) -> Evaluation:
    """Make every draw again that may be looked at, and gather what was rated after it."""
    draws = Draw.objects.filter(agreed_to_pool("craving__person", now=now))
    draws = draws.select_related("craving__person", "craving__session__outcome")
    counted, falls = Counter[str](), defaultdict[str, Falls](Falls)
    for some in _in_chunks(draws.iterator(chunk_size=CHUNK)):
        with store.key_scope():
            store.preload(draw.person_id for draw in some)
            for draw in some:
                session = getattr(draw.craving, "session", None)
                counted[_made_again(draw, session)] += 1
                for done, fall in _rated(draw, session):
                    falls[done].add(draw.person_id, fall)
    return Evaluation(counted, falls)


def _in_chunks(draws: Iterator[Draw]) -> Iterator[list[Draw]]:
    while some := list(islice(draws, CHUNK)):
        yield some


def _made_again(draw: Draw, session: ExerciseSession | None) -> str:
    if draw.model_version != MODEL_VERSION:
        return "another_model"
    try:
        offer = offer_from(inputs_from(draw.inputs), draw.seed)
    except AnotherLibrary:
        return "another_library"
    offered = [session.exercise, *session.alternatives] if session else []
    return "reproduced" if [exercise.slug for exercise in offer.exercises] == offered else "differs"


def _rated(draw: Draw, session: ExerciseSession | None) -> Iterable[tuple[str, int]]:
    """Yield what was done, by its place in the offer, and by how much craving fell, if that was rated."""
    outcome = getattr(session, "outcome", None)
    if session is None or outcome is None or outcome.intensity_after is None:
        return
    done = outcome.done or session.exercise
    fall = draw.craving.intensity - outcome.intensity_after
    if done == JUST_WAIT:
        yield "just_wait", fall
    elif done == session.exercise:
        yield "first", fall
    else:
        yield "alternative" if done in session.alternatives else "another", fall
