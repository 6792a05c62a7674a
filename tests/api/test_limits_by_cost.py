"""Limits by cost: a budget for each caller and window."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings

from backend.api import limits
from backend.api.problems import TooManyRequests
from tests.times import utc

IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"}}
NOBODY_THERE = {
    "default": {"BACKEND": "backend.config.cache.OpenRedisCache", "LOCATION": "unix:///nowhere/valkey.sock"}
}
POLICY = limits.Policy("test", quota=6_000)
NOW = utc("2026-11-25T12:00:20")


@pytest.fixture
def counting() -> Iterator[None]:
    with override_settings(CACHES=IN_MEMORY):
        cache.clear()
        yield
        cache.clear()


def test_a_budget_is_spent_by_cost_and_then_it_is_refused(counting):
    for _ in range(600):
        balance = limits.spend(POLICY, "192.0.2.1", 10, now=NOW)

    assert balance.headers["RateLimit-Policy"] == '"test";q=6000;w=60'
    assert balance.headers["RateLimit"] == '"test";r=0;t=40'
    with pytest.raises(TooManyRequests) as refused:
        limits.spend(POLICY, "192.0.2.1", 1, now=NOW)
    assert refused.value.headers["Retry-After"] == "40"
    assert refused.value.headers["RateLimit"] == '"test";r=0;t=40'


def test_other_callers_other_policies_and_the_next_window_are_not_touched(counting):
    limits.spend(POLICY, "192.0.2.1", 6_000, now=NOW)

    assert limits.spend(POLICY, "192.0.2.2", 1, now=NOW).spent == 1
    assert limits.spend(limits.Policy("other", quota=5), "192.0.2.1", 1, now=NOW).spent == 1
    assert limits.spend(POLICY, "192.0.2.1", 1, now=utc("2026-11-25T12:01:00")).spent == 1


def test_the_last_of_a_budget_may_be_overdrawn_once(counting):
    limits.spend(POLICY, "192.0.2.1", 5_999, now=NOW)

    assert limits.spend(POLICY, "192.0.2.1", 10, now=NOW).headers["RateLimit"].startswith('"test";r=0;')


def test_where_nothing_is_kept_everything_passes():
    for _ in range(3):
        assert limits.spend(POLICY, "192.0.2.1", 6_000, now=NOW).spent == 6_000


def test_without_valkey_everything_passes():
    with override_settings(CACHES=NOBODY_THERE):
        balances = [limits.spend(POLICY, "192.0.2.1", 6_000, now=NOW) for _ in range(3)]

    assert {balance.spent for balance in balances} == {0}
