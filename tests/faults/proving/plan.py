"""What goes wrong, and when: drawn from a seed, so that a run can be repeated. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

# Nothing is killed before the first reminders are due.
QUIET_START_SECONDS = 2.0
SECONDS_PER_ROUND = 60.0
SHORTEST_WEATHER_SECONDS = 3.0
LONGEST_WEATHER_SECONDS = 10.0

Behaviour = Mapping[str, Any]


class Victim(StrEnum):
    WORKER = "worker"
    BROKER = "broker"
    POSTGRESQL = "postgresql"
    BEAT = "beat"


@dataclass(frozen=True)
class Kill:
    """A death. `dice`, in [0, 1), decides what the victim alone does not: which worker, which way to end."""

    at: float
    victim: Victim
    dice: float


@dataclass(frozen=True)
class Weather:
    """From here on FCM, as the push inbox plays it, behaves so."""

    at: float
    behaviour: Behaviour


@dataclass(frozen=True)
class Plan:
    """Events in the order of their time, in seconds from the first reminder that is due."""

    seed: int
    span_seconds: float
    events: tuple[Kill | Weather, ...]


def draw(seed: int, *, span_seconds: float) -> Plan:
    """Kill every victim once a minute, at least once, and let the weather change every few seconds."""
    random = Random(seed)
    events: list[Kill | Weather] = [*_kills(random, span_seconds), *_weathers(random, span_seconds)]
    return Plan(seed, span_seconds, tuple(sorted(events, key=lambda event: event.at)))


def _kills(random: Random, span: float) -> list[Kill]:
    victims = list(Victim) * max(1, round(span / SECONDS_PER_ROUND))
    random.shuffle(victims)
    slot = (span - QUIET_START_SECONDS) / len(victims)
    # The later part of each slot stays free: the dead get time to come back before the next one dies.
    return [
        Kill(QUIET_START_SECONDS + slot * (number + random.uniform(0, 0.6)), victim, random.random())
        for number, victim in enumerate(victims)
    ]


def _weathers(random: Random, span: float) -> list[Weather]:
    found, at = [], 0.0
    while at < span:
        found.append(Weather(at, random.choice(_CLIMATES)(random) | {"seed": random.randrange(2**31)}))
        at += random.uniform(SHORTEST_WEATHER_SECONDS, LONGEST_WEATHER_SECONDS)
    return found


# Shares are small: what fails four times in a row rests for ten minutes, and a run is to end before that.
_CLIMATES: tuple[Callable[[Random], dict[str, Any]], ...] = (
    lambda random: {"latency_ms": random.uniform(5, 300)},
    lambda random: {"latency_ms": random.uniform(5, 100), "mix": {"drop_after": random.uniform(0.02, 0.1)}},
    lambda random: {"mix": {"drop_after": 0.03, "drop_before": 0.03}, "latency_ms": random.uniform(5, 50)},
    lambda random: {"mix": {"quota": random.uniform(0.01, 0.05)}, "retry_after_s": random.randint(1, 4)},
    lambda random: {"mix": {"r503": random.uniform(0.02, 0.1), "e500": random.uniform(0.02, 0.1)}},
    lambda random: {"mix": {"hang": random.uniform(0.005, 0.03)}, "latency_ms": random.uniform(5, 100)},
)
