"""The loop beside the workers: one scan that fails takes no other with it."""

import pytest

from backend.config.celery import Beat
from backend.config.management.commands.deliver import run_due

pytestmark = pytest.mark.django_db

ran: list[str] = []


def fail() -> None:
    raise LookupError("a row that this release cannot read")


def work() -> None:
    ran.append("work")


def test_a_scan_that_fails_leaves_the_others_their_turns():
    broken, sound = Beat(f"{__name__}.fail", 5), Beat(f"{__name__}.work", 5)

    run_due({broken: 0.0, sound: 0.0})

    assert ran == ["work"]
