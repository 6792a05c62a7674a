"""A scan gives its process back: what waits beside it gets its turn."""

import time

from notifications.workers import LONGEST_TURN_SECONDS, for_a_turn


def test_work_is_repeated_until_there_is_none():
    portions = [3, 2, 0]

    assert for_a_turn(lambda: portions.pop(0)) == 5
    assert portions == []


def test_work_without_end_ends_with_the_turn(monkeypatch):
    seconds = iter(range(100))
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))

    assert for_a_turn(lambda: 1) == LONGEST_TURN_SECONDS - 1
