"""Between the commit of a risky answer and its page a worker, the broker or PostgreSQL is killed: paged once, soon.

Whoever could send stands still while the answer is committed, so that the kill falls between the two for certain. The
journal of the push inbox is the judge.
"""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backend.embedded import folders, servers
from tests.faults.proving.ensemble import WORKERS, Ensemble, ensemble
from tests.push import InboxClient

PROJECT = Path(__file__).parents[2]
# Everything that sends.
SENDERS = (*WORKERS, "deliver")
PAGED_WITHIN_SECONDS = 60
# Longer than a beat and the patience of the loop beside the workers.
WATCHED_FOR_SECONDS = 20
VICTIMS = ("worker", "broker", "postgresql")


@dataclass
class Service:
    everything: Ensemble
    inbox: InboxClient
    url: str
    people: list[dict[str, Any]]

    def answer(self) -> dict[str, Any]:
        """Let the next person answer that they think of hurting themselves."""
        person = self.people.pop()
        body = json.dumps({"answers": {"mood": 0, "redflags": ["self_harm"]}}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {person['token']}"}
        url = f"{self.url}/v1/check-ins/{person['check_in']}/response"
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=20) as response:
            assert response.status == 201
            answered: dict[str, Any] = json.load(response)
            return answered

    def pages(self) -> int:
        return len(self.inbox.pushes_to("phone-of-sam"))


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    given = servers.without_ours({k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"})
    with (
        folders.throw_away_state() as state,
        ensemble(state, PROJECT, lambda _told: None, given=given) as everything,
    ):
        inbox = everything.start_servers()
        for database in ("default", "keys"):
            everything.run(f"migrate-{database}", "manage.py", "migrate", "--database", database, "--verbosity", "0")
        people = json.loads(everything.run("seed", "-m", "tests.faults.paging.seed", str(len(VICTIMS))))
        everything.start_programs()
        yield Service(everything, inbox, everything.start_web(), people)


def strike(everything: Ensemble, victim: str) -> None:
    """Kill it, and return once it runs again."""
    match victim:
        case "worker":
            for name in WORKERS:
                assert everything.kill(name)
            everything.tend_until(lambda: False, seconds=0.2)  # their deaths are noticed
            assert everything.tend_until(lambda: all(everything.thaw(name) for name in WORKERS), seconds=60)
        case "broker":
            assert everything.kill_broker()
            everything.tend_until(lambda: not everything.has_broker(), seconds=10)
            assert everything.tend_until(everything.has_broker, seconds=60)
        case "postgresql":
            everything.kill_postgres(signal.SIGKILL)
            everything.tend_until(lambda: not everything.has_database(), seconds=10)
            assert everything.tend_until(everything.has_database, seconds=60)


@pytest.mark.parametrize("victim", VICTIMS)
def test_killed_between_commit_and_page_staff_are_paged_soon_and_once(service, victim):
    everything, before = service.everything, service.pages()
    for name in SENDERS:
        assert everything.freeze(name)
    answered = service.answer()
    paged_meanwhile = service.pages() - before

    strike(everything, victim)
    for name in SENDERS:
        everything.thaw(name)
    is_paged = everything.tend_until(lambda: service.pages() > before, seconds=PAGED_WITHIN_SECONDS)
    everything.tend_until(lambda: False, seconds=WATCHED_FOR_SECONDS)

    assert answered["help"]["emergency"]["number"] == "911"
    assert paged_meanwhile == 0
    assert is_paged
    assert service.pages() - before == 1
