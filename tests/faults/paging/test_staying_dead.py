"""What is dead stays dead, and staff are paged all the same: by the loop beside the workers."""

from tests.faults.paging.answers import ACT_NOW, PAGES_TO_ACT_NOW
from tests.faults.paging.service import LOOP, PAGED_WITHIN_SECONDS, SENDERS
from tests.faults.proving.ensemble import BEAT, WORKERS
from tests.stack import wait_until


def test_with_workers_and_beat_dead_the_loop_alone_pages_and_nobody_repeats_it(service):
    clinic = service.clinic()
    service.hold(*SENDERS)
    service.answer(clinic, ACT_NOW)

    service.kill(*WORKERS, BEAT)
    service.let_go(LOOP)
    is_paged = wait_until(lambda: service.pages(clinic) == PAGES_TO_ACT_NOW, seconds=PAGED_WITHIN_SECONDS)
    service.recover()
    service.watch()

    assert is_paged
    assert service.pages(clinic) == PAGES_TO_ACT_NOW


def test_with_the_broker_dead_before_the_answer_its_card_comes_and_staff_are_paged(service):
    clinic = service.clinic()
    service.kill_broker()

    shown = service.answer(clinic, ACT_NOW)
    is_paged = wait_until(lambda: service.pages(clinic) == PAGES_TO_ACT_NOW, seconds=PAGED_WITHIN_SECONDS)
    had_broker = service.everything.has_broker()
    service.recover()
    service.watch()

    assert shown["help"]["cards"][0]["code"] == "medical-emergency"
    assert is_paged
    assert not had_broker
    assert service.pages(clinic) == PAGES_TO_ACT_NOW


def test_with_nobody_to_send_until_the_broker_is_back_the_page_comes_then_and_once(service):
    clinic = service.clinic()
    service.hold(*SENDERS)
    service.kill_broker()

    shown = service.answer(clinic, ACT_NOW)
    service.recover()
    # The loop stays where it is: who pages are the workers.
    service.let_go(*WORKERS)
    is_paged = service.comes_to_pass(lambda: service.pages(clinic) == PAGES_TO_ACT_NOW)
    service.let_go(LOOP)
    service.watch()

    assert shown["help"]["emergency"]["number"] == "911"
    assert is_paged
    assert service.pages(clinic) == PAGES_TO_ACT_NOW
