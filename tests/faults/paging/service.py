"""A whole installation whose processes a test kills, and what its phones and mailboxes have been sent."""

import json
import os
import signal
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from backend.embedded import folders, servers
from tests.faults.proving.ensemble import BEAT, WORKERS, Ensemble, ensemble
from tests.push import InboxClient, address_of

PROJECT = Path(__file__).parents[3]
LOOP = "deliver"
# Everything that sends.
SENDERS = (*WORKERS, LOOP)
# From the moment on at which what was killed runs again.
PAGED_WITHIN_SECONDS = 60
# Longer than a beat and the patience of the loop beside the workers.
WATCHED_FOR_SECONDS = 20
RECOVERY_SECONDS = 120
# Nobody who asks for help waits on a queue.
ANSWERED_WITHIN_SECONDS = 10


@dataclass(frozen=True)
class Clinic:
    """Sam follows dana, sue is his supervisor. `due_at`: when dana's alert is due, where there is one."""

    name: str
    token: str
    check_in: str
    supervisor_token: str
    due_at: datetime | None

    def addresses(self) -> dict[str, str]:
        """Return phones and mailboxes of sam and sue, each by what the inbox calls it."""
        found = {}
        for who in ("sam", "sue"):
            found[address_of(f"phone-of-{who}-{self.name}")] = f"{who}'s phone"
            found[f"{who}-{self.name}@clinic.example"] = f"{who}'s mail"
        return found


@dataclass(frozen=True)
class Sent:
    """Something that reached a phone or a mailbox."""

    to: str
    at: datetime


class Service:
    """What a test kills stays dead until the test tends: nothing else starts it again."""

    def __init__(self, everything: Ensemble, inbox: InboxClient, url: str) -> None:
        self.everything = everything
        self._inbox = inbox
        self._url = url
        self._numbers = count(1)
        self._killed: set[str] = set()

    def clinic(self, *, due_in_seconds: int | None = None) -> Clinic:
        """Open a clinic of its own for a test; with a time, dana has an alert that is due then."""
        name = f"clinic{next(self._numbers)}"
        options = () if due_in_seconds is None else (str(due_in_seconds),)
        said = json.loads(self.everything.run(f"seed-{name}", "-m", "tests.faults.paging.seed", name, *options))
        due_at = datetime.fromisoformat(said["due_at"]) if "due_at" in said else None
        return Clinic(name, said["token"], said["check_in"], said["supervisor"], due_at)

    def answer(self, clinic: Clinic, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Let dana answer; return what she is shown, which came in time and says that it was taken."""
        path = f"/v1/check-ins/{clinic.check_in}/response"
        status, shown = self._call(path, clinic.token, {"answers": answers})
        assert status == 201
        return shown

    def alerts(self, clinic: Clinic) -> list[dict[str, Any]]:
        """Return the alerts that sue sees."""
        _, shown = self._call("/v1/staff/alerts", clinic.supervisor_token, None)
        return list(shown["results"])

    def sent(self, clinic: Clinic) -> list[Sent]:
        """Return what has reached sam and sue, by push and by mail."""
        names = clinic.addresses()
        pushes = [(line["address"], line["received_at"]) for line in self._inbox.journal() if _was_taken(line)]
        mails = [(to, mail["received_at"]) for mail in self._mails() for to in mail["recipients"]]
        return [Sent(names[to], datetime.fromisoformat(at)) for to, at in (*pushes, *mails) if to in names]

    def pages(self, clinic: Clinic) -> Counter[str]:
        """Return how often each phone and mailbox was reached."""
        return Counter(sent.to for sent in self.sent(clinic))

    def hold(self, *names: str) -> None:
        for name in names:
            assert self.everything.tend_until(lambda name=name: self.everything.freeze(name), seconds=RECOVERY_SECONDS)  # type: ignore[misc]

    def let_go(self, *names: str) -> None:
        for name in names:
            self.everything.thaw(name)

    def kill(self, *names: str) -> None:
        for name in names:
            assert self.everything.kill(name)
        self._killed |= set(names)

    def kill_broker(self) -> None:
        assert self.everything.kill_broker()

    def kill_postgres(self, number: signal.Signals) -> None:
        self.everything.kill_postgres(number)

    def kill_all_but_web(self) -> None:
        self.kill(*SENDERS, BEAT)
        self.kill_broker()
        self.kill_postgres(signal.SIGKILL)

    def recover(self) -> None:
        """Start again what is dead, and return once all of it runs."""
        # Deaths are noticed first: a server that has just been killed may still seem to serve.
        self.everything.tend_until(lambda: False, seconds=0.5)
        assert self.everything.tend_until(self._runs, seconds=RECOVERY_SECONDS)
        self._killed.clear()

    def comes_to_pass(self, happens: Callable[[], bool]) -> bool:
        """Tend until it does, for as long as a page may take."""
        return self.everything.tend_until(happens, seconds=PAGED_WITHIN_SECONDS)

    def watch(self) -> None:
        """Look on for as long as anything could still come a second time."""
        self.everything.tend_until(lambda: False, seconds=WATCHED_FOR_SECONDS)

    def _runs(self) -> bool:
        servers_run = self.everything.has_database() and self.everything.has_broker()
        # To thaw what runs does nothing, and says whether it runs.
        return servers_run and all(self.everything.thaw(name) for name in self._killed)

    def _mails(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self._inbox.url}/mails", timeout=30) as answer:
            mails: list[dict[str, Any]] = json.load(answer)["mails"]
            return mails

    def _call(self, path: str, token: str, body: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, headers)
        with urllib.request.urlopen(request, timeout=ANSWERED_WITHIN_SECONDS) as answer:
            return answer.status, json.load(answer)


@contextmanager
def running_service() -> Iterator[Service]:
    given = servers.without_ours({k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"})
    with (
        folders.throw_away_state() as state,
        ensemble(state, PROJECT, lambda _told: None, given=given) as everything,
    ):
        inbox = everything.start_servers()
        for database in ("default", "keys"):
            everything.run(f"migrate-{database}", "manage.py", "migrate", "--database", database, "--verbosity", "0")
        everything.start_programs()
        yield Service(everything, inbox, everything.start_web())


def _was_taken(line: dict[str, Any]) -> bool:
    return line["outcome"] in {"accepted", "drop_after"}
