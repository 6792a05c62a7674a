"""Between the commit of a risky answer and its page a worker, the broker or PostgreSQL is killed: paged once, soon.

Whoever could send stands still while the answer is committed, so that the kill falls between the two for certain. The
journal of the push inbox is the judge, and its mailbox that of the second path.
"""

import signal
from collections.abc import Callable
from functools import partial

import pytest

from tests.faults.paging.answers import ACT_NOW, PAGES_OF_TODAY, PAGES_TO_ACT_NOW, URGENT_TODAY
from tests.faults.paging.service import SENDERS, Service
from tests.faults.proving.ensemble import WORKERS

STRIKES: dict[str, Callable[[Service], None]] = {
    "workers": lambda service: service.kill(*WORKERS),
    "broker": Service.kill_broker,
    "postgresql, as a machine dies": partial(Service.kill_postgres, number=signal.SIGKILL),
    "postgresql, by an immediate shutdown": partial(Service.kill_postgres, number=signal.SIGQUIT),
}


@pytest.mark.parametrize("victim", STRIKES)
def test_killed_between_commit_and_page_staff_are_paged_soon_and_once(service, victim):
    clinic = service.clinic()
    service.hold(*SENDERS)
    shown = service.answer(clinic, ACT_NOW)
    paged_meanwhile = service.pages(clinic)

    STRIKES[victim](service)
    service.recover()
    service.let_go(*SENDERS)
    is_paged = service.comes_to_pass(lambda: service.pages(clinic) == PAGES_TO_ACT_NOW)
    service.watch()

    assert shown["help"]["emergency"]["number"] == "911"
    assert paged_meanwhile == {}
    assert is_paged
    assert service.pages(clinic) == PAGES_TO_ACT_NOW
    assert [(alert["level"], alert["state"]) for alert in service.alerts(clinic)] == [("L3", "open")]


def test_what_must_be_seen_today_is_paged_once_too_when_everything_dies_at_once(service):
    clinic = service.clinic()
    service.hold(*SENDERS)
    service.answer(clinic, URGENT_TODAY)

    service.kill_all_but_web()
    service.recover()
    is_paged = service.comes_to_pass(lambda: service.pages(clinic) == PAGES_OF_TODAY)
    service.watch()

    assert is_paged
    assert service.pages(clinic) == PAGES_OF_TODAY
    assert [(alert["level"], alert["state"]) for alert in service.alerts(clinic)] == [("L2", "open")]
