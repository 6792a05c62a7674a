"""How the inbox is told to misbehave: latency, an error mix, and outcomes for single addresses."""

import math
import random
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from backend.push_inbox.fcm.rules import hash_address


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    UNREGISTERED = "unregistered"
    INVALID = "invalid"
    SENDER_MISMATCH = "sender_mismatch"
    QUOTA = "quota"
    R503 = "r503"
    E500 = "e500"
    DROP_BEFORE = "drop_before"  # the connection is cut and nothing was taken
    DROP_AFTER = "drop_after"  # taken, so it rings; then the connection is cut
    HANG = "hang"  # the connection stays open without an answer until the client leaves


class InvalidForm(StrEnum):
    """The forms of 400 that `invalid` can take: two blame the address, the third the payload."""

    FIELD = "field"
    MESSAGE = "message"
    PAYLOAD = "payload"


class BehaviourError(Exception):
    """The text tells the caller what to correct."""


@dataclass(slots=True)
class Behaviour:
    latency_ms: float = 0.0
    mix: dict[Outcome, float] = field(default_factory=dict)
    addresses: dict[str, Outcome | deque[Outcome]] = field(default_factory=dict)
    retry_after_s: int | None = 60
    invalid_form: InvalidForm = InvalidForm.FIELD
    seed: int | None = None
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - simulated faults, no secret

    def next_outcome(self, address: str | None) -> Outcome:
        """Draw what happens to the next message for the phone with this hash; a list is used up in turn."""
        told = self.addresses.get(address) if address and self.addresses else None
        if isinstance(told, deque):
            return told.popleft() if told else Outcome.ACCEPTED
        return told or self._draw()

    def _draw(self) -> Outcome:
        if not self.mix:
            return Outcome.ACCEPTED
        point = self._chance.random()
        for outcome, share in self.mix.items():
            point -= share
            if point < 0:
                return outcome
        return Outcome.ACCEPTED

    def as_json(self) -> dict[str, object]:
        return {
            "latency_ms": self.latency_ms,
            "mix": self.mix,
            "addresses": {
                address: list(told) if isinstance(told, deque) else told for address, told in self.addresses.items()
            },
            "retry_after_s": self.retry_after_s,
            "invalid_form": self.invalid_form,
            "seed": self.seed,
        }


def parse_behaviour(body: object) -> Behaviour:
    """Read a whole behaviour: what `body` leaves out is as at the start. Raises BehaviourError."""
    if not isinstance(body, dict):
        raise BehaviourError("The behaviour must be a JSON object.")
    if unknown := sorted(body.keys() - _PARSERS.keys()):
        raise BehaviourError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(_PARSERS)}.")
    return Behaviour(**{name: _PARSERS[name](value) for name, value in body.items()})


def _latency(value: object) -> float:
    return _number(value, "latency_ms", 600_000)


def _retry_after(value: object) -> int | None:
    return None if value is None else int(_number(value, "retry_after_s", 86_400))


def _number(value: object, name: str, largest: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= largest:  # type: ignore[operator]  # is_number has told
        raise BehaviourError(f"{name} must be a number from 0 to {largest:g}.")
    return float(value)  # type: ignore[arg-type]  # as above


def _mix(value: object) -> dict[Outcome, float]:
    if not isinstance(value, dict):
        raise BehaviourError("mix must map outcomes to shares from 0 to 1.")
    mix = {_outcome(name): _number(share, f"mix.{name}", 1) for name, share in value.items()}
    if math.fsum(mix.values()) > 1 + 1e-9:
        raise BehaviourError("The shares of mix add up to more than 1.")
    return mix


def _addresses(value: object) -> dict[str, Outcome | deque[Outcome]]:
    if not isinstance(value, dict):
        raise BehaviourError("addresses must map addresses to an outcome or a list of outcomes.")
    return {as_hash(address): _told(told) for address, told in value.items()}


def as_hash(address: str) -> str:
    """Take a registration token, a FID, or the 16 digits that the journal calls either by."""
    return address if re.fullmatch(r"[0-9a-f]{16}", address) else hash_address(address)


def _told(value: object) -> Outcome | deque[Outcome]:
    return deque(_outcome(name) for name in value) if isinstance(value, list) else _outcome(value)


def _outcome(value: object) -> Outcome:
    try:
        return Outcome(value)  # type: ignore[arg-type]  # what is no outcome raises
    except ValueError as error:
        raise BehaviourError(f"{value!r} is no outcome. Known: {', '.join(Outcome)}.") from error


def _invalid_form(value: object) -> InvalidForm:
    try:
        return InvalidForm(value)  # type: ignore[arg-type]  # as above
    except ValueError as error:
        raise BehaviourError(f"invalid_form must be one of {', '.join(InvalidForm)}.") from error


def _seed(value: object) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise BehaviourError("seed must be a whole number.")
    return value


_PARSERS: dict[str, Callable[[object], Any]] = {
    "latency_ms": _latency,
    "mix": _mix,
    "addresses": _addresses,
    "retry_after_s": _retry_after,
    "invalid_form": _invalid_form,
    "seed": _seed,
}
