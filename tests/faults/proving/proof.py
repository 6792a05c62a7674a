"""One run: start everything, seed, kill by the plan, wait until nothing is open, ask the journal."""

import json
import signal
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from django.core.management import call_command
from django.db import connections

from backend.embedded.folders import State
from tests.faults.proving import crowd, flight
from tests.faults.proving.ensemble import BEAT, WORKERS, Ensemble, ensemble
from tests.faults.proving.flight import Claim
from tests.faults.proving.plan import Kill, Plan, Victim, Weather, draw
from tests.faults.proving.verdict import Findings, judge, shown_twice
from tests.push import InboxClient

# What one reminder takes to be set, on a slow machine; the first is due when all are.
SEED_SECONDS_EACH = 0.008
SEED_SECONDS_LEAST = 3.0
# What has failed four times rests for up to sixteen minutes.
CALM_SECONDS = 17 * 60
# Longer than from one wave to the next.
LONGEST_WAIT_SECONDS = 6.0
TOLD_EVERY_SECONDS = 15.0

Tell = Callable[[str], None]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Proof:
    """The outcome of a run. `repeat_bound`: what was in flight at the kills, and what FCM took without our hearing."""

    seed: int
    findings: Findings
    repeat_bound: int
    shown_twice: int
    kills: dict[str, int]

    @property
    def holds(self) -> bool:
        return self.findings.holds(repeat_bound=self.repeat_bound, shown_twice=self.shown_twice)

    def as_json(self) -> dict[str, Any]:
        found = self.findings
        return {
            "seed": self.seed,
            "due": found.due,
            "accepted": found.accepted,
            "lost": found.lost,
            "repeated": found.repeated,
            "repeat_bound": self.repeat_bound,
            "kills": self.kills,
        }


@dataclass
class _Run:
    """What a run needs at hand, and what it has counted so far."""

    plan: Plan
    everything: Ensemble
    inbox: InboxClient
    tell: Tell
    in_flight: set[Claim] = field(default_factory=set)
    kills: Counter[str] = field(default_factory=Counter)

    def ask(self, question: Callable[[], Found]) -> Found:
        return flight.patiently(question, meanwhile=self.everything.look)


def prove(reminders: int, *, seed: int, span_seconds: float, state: State, project: Path, tell: Tell) -> Proof:
    plan = draw(seed, span_seconds=span_seconds)
    with ensemble(state, project, tell) as everything:
        tell("Starting PostgreSQL, Valkey and the push inbox.")
        inbox = everything.start_servers()
        for database in ("default", "keys"):
            call_command("migrate", database=database, verbosity=0)
        begins_at, due = _seed(reminders, plan, tell)
        everything.start_programs()
        tell("Everything runs.")
        run = _Run(plan, everything, inbox, tell)
        _storm(run, begins_at)
        _calm(run)
        return _judge(run, due)


def _seed(reminders: int, plan: Plan, tell: Tell) -> tuple[datetime, dict[str, str]]:
    seconds = max(SEED_SECONDS_LEAST, reminders * SEED_SECONDS_EACH)
    begins_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
    tell(f"Setting {reminders} reminders.")
    people = crowd.gather(reminders, begins_at=begins_at, span_seconds=plan.span_seconds, random=Random(plan.seed))
    due = {notice: address for some in people for notice, address in some.items()}
    connections.close_all()
    tell(f"{(begins_at - datetime.now(UTC)).total_seconds():.0f} s before the first is due, all are set.")
    return begins_at, due


def _storm(run: _Run, begins_at: datetime) -> None:
    """Let happen what the plan says, when it says so."""
    run.everything.tend_until(lambda: datetime.now(UTC) >= begins_at, seconds=CALM_SECONDS)
    for event in run.plan.events:
        at = begins_at + timedelta(seconds=event.at)
        run.everything.tend_until(lambda at=at: datetime.now(UTC) >= at, seconds=CALM_SECONDS)  # type: ignore[misc]
        match event:
            case Kill():
                _kill(run, event)
            case Weather(behaviour=behaviour):
                run.inbox.behave(**behaviour)


def _kill(run: _Run, kill: Kill) -> None:
    match kill.victim:
        case Victim.WORKER:
            in_flight = _kill_worker(run, WORKERS[int(kill.dice * len(WORKERS))])
        case Victim.POSTGRESQL:
            in_flight = _kill_postgres(run, signal.SIGKILL if kill.dice < 0.5 else signal.SIGQUIT)
        case Victim.BROKER:
            in_flight = _kill_bystander(run, run.everything.kill_broker)
        case Victim.BEAT:
            in_flight = _kill_bystander(run, lambda: run.everything.kill(BEAT))
    run.kills[kill.victim] += 1
    run.in_flight |= in_flight
    run.tell(f"Killed {kill.victim} with {len(in_flight)} in flight.")


def _kill_worker(run: _Run, name: str) -> set[Claim]:
    """Look at the claims while the worker stands still, then kill it: it sends nothing in between."""
    _await_flight(run)
    _when_it_runs(run, lambda: run.everything.freeze(name))
    claims = run.ask(flight.claimed_now)
    run.everything.kill(name)
    return claims


def _kill_postgres(run: _Run, number: signal.Signals) -> set[Claim]:
    """Look at the claims before the kill, and afterwards at those that came in its last moment."""
    _await_flight(run)
    claims = run.ask(flight.claimed_now)
    at = datetime.now(UTC)
    run.everything.kill_postgres(number)
    run.everything.tend_until(lambda: not run.everything.has_database(), seconds=10)
    return claims | run.ask(lambda: flight.claimed_at(at))


def _kill_bystander(run: _Run, strike: Callable[[], bool]) -> set[Claim]:
    """Kill what only rings bells: who sends goes on."""
    _when_it_runs(run, strike)
    return set()


def _await_flight(run: _Run) -> None:
    """Wait a moment for something to be in flight: a death between two batches harms nobody."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < deadline and not run.ask(flight.claimed_now):
        run.everything.look()


def _when_it_runs(run: _Run, strike: Callable[[], bool]) -> None:
    """Strike a program, or wait first until it is back from its last death."""
    if not run.everything.tend_until(strike, seconds=60):
        raise TimeoutError("A program did not come back from its death.")


def _calm(run: _Run) -> None:
    """Let everything work undisturbed until nothing is open."""
    run.inbox.behave()
    told_at = 0.0
    deadline = time.monotonic() + CALM_SECONDS
    while (left := run.ask(flight.open_work)) and time.monotonic() < deadline:
        if time.monotonic() - told_at > TOLD_EVERY_SECONDS:
            run.tell(f"{left} to go.")
            told_at = time.monotonic()
        run.everything.tend_until(lambda: False, seconds=1)


def _judge(run: _Run, due: dict[str, str]) -> Proof:
    findings = judge(run.inbox.journal(), due)
    return Proof(
        seed=run.plan.seed,
        findings=findings,
        repeat_bound=len(run.ask(lambda: flight.without_end(run.in_flight))) + findings.answers_lost,
        shown_twice=shown_twice(_phones(run.inbox)),
        kills={victim.value: run.kills[victim] for victim in Victim},
    )


def _phones(inbox: InboxClient) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{inbox.url}/phones", timeout=30) as answer:
        phones: list[dict[str, Any]] = json.load(answer)["phones"]
        return phones
