"""The judge of `manage.py prove`: what it makes of a journal, and what it draws from a seed."""

from typing import Any

import pytest

from tests.faults.proving.plan import Kill, Victim, draw
from tests.faults.proving.verdict import judge, shown_twice

DUE = {"water": "danas-phone", "mum": "noras-phone"}


def line(name: str, address: str, *, outcome: str = "accepted", tag: str | None = None) -> dict[str, Any]:
    notice = {"tag": name if tag is None else tag}
    message = {"data": {"notification_id": name}, "android": {"notification": notice}}
    return {"address": address, "outcome": outcome, "message": message}


WATER, MUM = line("water", "danas-phone"), line("mum", "noras-phone")


def test_everything_once_holds():
    found = judge([WATER, MUM], DUE)

    assert (found.due, found.accepted, found.lost, found.repeated) == (2, 2, 0, 0)
    assert found.holds(repeat_bound=0, shown_twice=0)


def test_what_never_came_is_lost_also_when_fcm_was_asked():
    found = judge([WATER, line("mum", "noras-phone", outcome="r503")], DUE)

    assert found.lost == 1
    assert not found.holds(repeat_bound=9, shown_twice=0)


@pytest.mark.parametrize(("bound", "holds"), [(0, False), (1, True)])
def test_a_repeat_holds_within_the_bound_only(bound, holds):
    found = judge([WATER, MUM, WATER], DUE)

    assert (found.accepted, found.repeated) == (3, 1)
    assert found.holds(repeat_bound=bound, shown_twice=0) is holds


def test_an_answer_that_was_lost_counts_as_taken():
    found = judge([line("water", "danas-phone", outcome="drop_after"), MUM], DUE)

    assert (found.lost, found.answers_lost) == (0, 1)


def test_a_repeat_that_would_stand_beside_its_first_does_not_hold():
    found = judge([WATER, MUM, line("water", "danas-phone", tag="another")], DUE)

    assert found.different == 1
    assert not found.holds(repeat_bound=9, shown_twice=0)


@pytest.mark.parametrize("stray", [line("water", "noras-phone"), line("unknown", "danas-phone")])
def test_what_nobody_was_due_does_not_hold(stray):
    assert not judge([WATER, MUM, stray], DUE).holds(repeat_bound=9, shown_twice=0)


def test_two_notices_with_one_tag_on_a_lock_screen_are_shown_twice():
    phones = [{"notices": [{"tag": "water"}, {"tag": "mum"}, {"tag": "water"}]}, {"notices": [{"tag": "water"}]}]

    assert shown_twice(phones) == 1


def test_a_seed_draws_the_same_kills_again_and_spares_nobody():
    plan = draw(7, span_seconds=240)

    assert plan == draw(7, span_seconds=240) != draw(8, span_seconds=240)
    kills = [event.victim for event in plan.events if isinstance(event, Kill)]
    assert sorted(kills) == sorted(list(Victim) * 4)
    assert all(0 <= event.at < 240 for event in plan.events)
