"""The clock of an alert stands in the database: it goes on over a death of everything, and does not begin again."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from tests.faults.paging.service import Clinic, Service
from tests.stack import wait_until

ONCE = {"sue's phone": 1, "sue's mail": 1}


def is_past(at: datetime) -> bool:
    return datetime.now(UTC) >= at


def of_sue(pages: Counter[str]) -> dict[str, int]:
    return {to: number for to, number in pages.items() if to.startswith("sue")}


def first_page_of_sue(service: Service, clinic: Clinic) -> datetime:
    return min(sent.at for sent in service.sent(clinic) if sent.to.startswith("sue"))


def shown(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def test_the_supervisor_is_paged_when_it_is_due_though_everything_died_before(service):
    clinic = service.clinic(due_in_seconds=90)
    due_at = clinic.due_at

    service.kill_all_but_web()
    service.recover()
    [recovered] = service.alerts(clinic)
    is_back_in_time, paged_by_then = not is_past(due_at), of_sue(service.pages(clinic))
    service.everything.tend_until(lambda: is_past(due_at), seconds=120)
    is_paged = service.comes_to_pass(lambda: of_sue(service.pages(clinic)) == ONCE)
    service.watch()

    assert is_back_in_time
    assert (recovered["due_at"], recovered["escalated_at"]) == (shown(due_at), None)
    assert paged_by_then == {}
    assert is_paged
    assert first_page_of_sue(service, clinic) >= due_at
    assert of_sue(service.pages(clinic)) == ONCE
    assert [alert["due_at"] for alert in service.alerts(clinic)] == [shown(due_at)]


def test_what_fell_due_while_everything_was_dead_pages_the_supervisor_soon_after_and_once(service):
    clinic = service.clinic(due_in_seconds=10)
    due_at = clinic.due_at

    service.kill_all_but_web()
    wait_until(lambda: is_past(due_at + timedelta(seconds=5)), seconds=60)
    paged_while_dead = of_sue(service.pages(clinic))
    service.recover()
    is_paged = service.comes_to_pass(lambda: of_sue(service.pages(clinic)) == ONCE)
    service.watch()

    assert paged_while_dead == {}
    assert is_paged
    assert of_sue(service.pages(clinic)) == ONCE
    assert [alert["due_at"] for alert in service.alerts(clinic)] == [shown(due_at)]
