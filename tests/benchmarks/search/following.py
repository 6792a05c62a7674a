"""Dumps and deltas: what those who keep a copy of the listing ask for."""

import gzip
import json
import random
from collections.abc import Sequence

from meetings.stored import sequence
from tests.benchmarks.report import say
from tests.benchmarks.search import agreement
from tests.benchmarks.search.measures import GZIP, IDENTITY, Figures, Question, measure, only, places, unchanged
from tests.benchmarks.search.world import AREA
from tests.benchmarks.web.client import Contender

AREA_ID = 1
SNAPSHOT = "/v1/meetings/snapshot"
# Bodies of many megabytes: a few tell enough.
DUMPS, WHOLE_DUMPS, ALONE = 15, 3, 60
CHANGES = 100


def measure_all(seed: int, contenders: Sequence[Contender], only_these: Sequence[str]) -> dict[str, dict[str, Figures]]:
    ours, count = contenders[0], len(places(seed))
    area = Question(
        {"handrail": f"{SNAPSHOT}?service_body={AREA_ID}"}
        | {peer.name: f"/meetings?service_body={AREA_ID}&page_size={AREA}" for peer in contenders[1:]}
    )
    whole = Question({"handrail": SNAPSHOT} | {peer.name: "/meetings?page_size=1000000" for peer in contenders[1:]})
    steps = {
        "delta_100": lambda: measure("delta_100", [ours], _deltas(seed, count)),
        "dump_5000": lambda: _dump("dump_5000", contenders, area, DUMPS),
        "dump_all": lambda: _dump("dump_all", contenders, whole, WHOLE_DUMPS),
        "dump_unchanged": lambda: unchanged("dump_unchanged", ours, SNAPSHOT, count),
    }
    return {name: step() for name, step in steps.items() if not only_these or name in only_these}


def _deltas(seed: int, count: int) -> list[Question]:
    """A hundred changes from anywhere in the sequence."""
    _, last = sequence.current()
    rng = random.Random(f"{seed}:deltas")
    return [only(f"/v1/meetings/changes?since={rng.randrange(last - CHANGES)}&limit={CHANGES}") for _ in range(count)]


def _dump(name: str, contenders: Sequence[Contender], question: Question, count: int) -> dict[str, Figures]:
    """The first of a version, which is made and compressed, is told apart; then everybody sends it again and again."""
    first = contenders[0].get(question.paths["handrail"], GZIP)
    say(f"{name} handrail, made anew", {"ms": round(first.ms, 1), "kb_compressed": round(len(first.body) / 1000)})
    rows = _count(gzip.decompress(first.body))
    for peer in contenders[1:]:
        found = _count(peer.get(question.paths[peer.name], IDENTITY).body)
        if found != rows:
            raise agreement.Disagreement(f"{name}: {rows} ours, {found} of {peer.name}")
    measure(f"{name}, not compressed,", contenders[:1], [question] * count, headers=IDENTITY)
    # Ours alone is quick: more requests make its figure steady.
    alone = measure(name, contenders[:1], [question] * (count + ALONE), headers=GZIP)
    peers = contenders[1:]
    return alone | measure(name, peers, [question] * count, headers=GZIP) if peers else alone


def _count(body: bytes) -> int:
    answer = json.loads(body)
    return len(answer["results"])
