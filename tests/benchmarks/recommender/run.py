"""`manage.py bench recommender`: what each way of choosing loses, session for session, against knowing the truth.

Simulated people: no claim about real ones. Every policy meets the same people, cravings and noise. Beside the regret
it draws for random people and moments, and counts what the hard filter forbids and what its seed does not give again.
"""

import argparse
from collections.abc import Callable, Sequence
from random import Random
from statistics import fmean, stdev
from typing import Any

from backend.coping.exercises.library import library
from backend.coping.recommending.filtering import Situation, may_offer
from tests.benchmarks.recommender.laws import check_draws
from tests.benchmarks.recommender.policies import (
    FixedList,
    GreedyPerPerson,
    Handrail,
    Moment,
    Oracle,
    Policy,
    RotateTop3,
    Uniform,
)
from tests.benchmarks.recommender.world import (
    EDITOR_SD,
    SimulatedPerson,
    Truth,
    make_person,
    make_situation,
    make_truth,
    rating_after,
)
from tests.benchmarks.report import result, say

POLICIES: dict[str, Callable[[], Policy]] = {
    "handrail": lambda: Handrail(library()),
    "uniform": Uniform,
    "fixed-list": FixedList,
    "rotate-top-3": RotateTop3,
    "greedy-per-person": GreedyPerPerson,
    "oracle": Oracle,
}
# Half the width of a 95 % interval, in standard errors.
Z = 1.96


def main(argv: Sequence[str]) -> None:
    options = _parse(argv)
    regrets = {name: [_regret_of(name, world, options) for world in range(options.worlds)] for name in POLICIES}
    figures = {name: _figures(found) for name, found in regrets.items()}
    for name, each in figures.items():
        say(name, each)
    uniform = figures["uniform"]["regret_per_session"]
    better = 1 - figures["handrail"]["regret_per_session"] / uniform
    laws = check_draws(library(), options.draws, Random(options.seed))
    result({"policies": figures, "less_than_uniform": round(better, 3), "draws": laws})


def _regret_of(name: str, world: int, options: argparse.Namespace) -> float:
    """Return the mean regret per session of one policy in one world, points of craving."""
    truths = Random(f"{options.seed}:{world}")
    truth = make_truth(library(), truths, editor_sd=options.editor_sd)
    people = [make_person(library(), truths) for _ in range(options.people)]
    policy, lost = POLICIES[name](), []
    for session in range(options.sessions):
        for number, person in enumerate(people):
            # What befalls a person is the same under each policy.
            happening = Random(f"{options.seed}:{world}:{session}:{number}")
            regret = _live(policy, number, person, truth, happening, options)
            lost += [] if regret is None else [regret]
        policy.end_round()
    return fmean(lost)


def _live(
    policy: Policy, number: int, person: SimulatedPerson, truth: Truth, random: Random, options: argparse.Namespace
) -> float | None:
    """One craving of one person. None when no exercise fits: then people are shown, whatever the policy."""
    situation = make_situation(library(), random)
    moment = _moment(number, person, truth, situation, habituation=options.habituation)
    if moment is None:
        return None
    says_nothing, noise, choice = random.random() < options.missing, Random(random.random()), Random(random.random())
    slug = policy.pick(moment, choice)
    effect = moment.effects[slug]
    after = rating_after(situation.intensity, effect, noise, noise=options.noise)
    policy.see(moment, slug, None if says_nothing else situation.intensity - after)
    person.do(slug)
    return max(moment.effects.values()) - effect


def _moment(
    number: int, person: SimulatedPerson, truth: Truth, situation: Situation, *, habituation: float
) -> Moment | None:
    allowed = [each for each in library().exercises.values() if may_offer(each, situation, person.safety)]
    if not allowed:
        return None
    effects = {each.slug: person.effect(each.slug, truth, situation, habituation=habituation) for each in allowed}
    return Moment(number, situation, person.safety, allowed, effects)


def _figures(regrets: Sequence[float]) -> dict[str, Any]:
    mean, half = fmean(regrets), Z * stdev(regrets) / len(regrets) ** 0.5
    return {"regret_per_session": round(mean, 3), "interval": [round(mean - half, 3), round(mean + half, 3)]}


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench recommender", description=__doc__)
    parser.add_argument("--people", type=int, default=60, help="(default %(default)s)")
    parser.add_argument("--sessions", type=int, default=20, help="of each person (default %(default)s)")
    parser.add_argument("--noise", type=float, default=1.8, help="sd of one rating (default %(default)s)")
    parser.add_argument("--habituation", type=float, default=0.3, help="lost with each use (default %(default)s)")
    parser.add_argument("--missing", type=float, default=0.4, help="share not rated (default %(default)s)")
    parser.add_argument(
        "--editor-sd", type=float, default=EDITOR_SD, help="error of the editor (default %(default).2f)"
    )
    parser.add_argument("--worlds", type=int, default=30, help="repeats; two or more (default %(default)s)")
    parser.add_argument("--draws", type=int, default=100_000, help="random people and moments (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(default %(default)s)")
    return parser.parse_args(argv)
