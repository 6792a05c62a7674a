"""Limits by cost: each caller has a budget for each window, and what costs more takes more of it.

Counted in the cache; without the cache everything passes. The headers are those of the IETF draft "RateLimit header
fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-11).
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

from backend.api.problems import TooManyRequests


@dataclass(frozen=True)
class Policy:
    """What one caller may spend in a window."""

    name: str
    quota: int
    window_seconds: int = 60


@dataclass(frozen=True)
class Balance:
    """What is left, and in how many seconds the next window begins."""

    policy: Policy
    spent: int
    reset_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        policy, left = self.policy, max(0, self.policy.quota - self.spent)
        return {
            "RateLimit-Policy": f'"{policy.name}";q={policy.quota};w={policy.window_seconds}',
            "RateLimit": f'"{policy.name}";r={left};t={self.reset_seconds}',
        }


def spend(policy: Policy, caller: str, cost: int, *, now: datetime) -> Balance:
    """Take `cost` off the caller's budget. Raises TooManyRequests when it was used up before."""
    key, reset_seconds = _window(policy, caller, now)
    spent = _added(key, cost, keep_seconds=2 * policy.window_seconds)
    balance = Balance(policy, spent, reset_seconds)
    if spent - cost >= policy.quota:
        problem = TooManyRequests(balance.reset_seconds)
        problem.headers |= balance.headers
        raise problem
    return balance


def balance_of(policy: Policy, caller: str, *, now: datetime) -> Balance:
    """Return what is left, for answers that cost nothing."""
    key, reset_seconds = _window(policy, caller, now)
    return Balance(policy, cache.get(key) or 0, reset_seconds)


def caller_of(request: HttpRequest) -> str:
    """Return the address that a request comes from, as the other limits know it."""
    return BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]  # it reads META only


def _window(policy: Policy, caller: str, now: datetime) -> tuple[str, int]:
    """Return the key of the present window, and how long it lasts."""
    number, elapsed = divmod(int(now.timestamp()), policy.window_seconds)
    return f"limit:{policy.name}:{caller}:{number}", policy.window_seconds - elapsed


def _added(key: str, cost: int, *, keep_seconds: int) -> int:
    cache.add(key, 0, keep_seconds)
    try:
        return cache.incr(key, cost)
    except ValueError:
        # It is not there although it was just put: the cache keeps nothing.
        return cost
