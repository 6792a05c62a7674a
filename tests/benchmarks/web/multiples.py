"""Requests measured in turn with an empty view of the same server, and told as multiples of it."""

from collections.abc import Callable
from typing import Any

from tests.benchmarks.web.client import Contender, Series

EMPTY = "empty_view"


def measure(contender: Contender, series: Series, ask: Callable[[], float]) -> None:
    """Ask once; `ask` returns the milliseconds that it took."""
    before = contender.cpu_seconds()
    ms = ask()
    series.add([ms], [new - old for old, new in zip(before, contender.cpu_seconds(), strict=True)])


def ask_nothing(contender: Contender) -> float:
    return contender.get("/empty").ms


def with_multiples(figures: dict[str, Any]) -> dict[str, Any]:
    """Add to each how many times the empty view it took."""
    floor = figures[EMPTY]
    for each in figures.values():
        each["times_empty_p50"] = round(each["p50_ms"] / floor["p50_ms"], 1)
        each["times_empty_cpu"] = round(each["cpu_ms"] / floor["cpu_ms"], 1)
    return figures
