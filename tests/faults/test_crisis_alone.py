"""Crisis help while everything else is gone: no broker, a database that takes nothing, hangs, then is gone.

An installation of its own, because its PostgreSQL is stopped. Nobody who asks carries anything.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from backend.config.env import POOL_TIMEOUT_SECONDS
from backend.crisis.verifying import last_good
from backend.embedded import postgres, servers
from backend.embedded.servers import ThrowAway
from tests.embedded.programs import postmaster_pid
from tests.ports import free_port
from tests.processes import descendants_of
from tests.stack import ROOT, Stack, wait_until
from tests.waiting import WAITING

DANGER = json.dumps({"country": "US", "answers": {"redflags": ["chest"]}})
ROUTES = [
    ("GET", "/v1/crisis/US", None),
    ("GET", "/v1/crisis/ZZ", None),
    ("GET", "/v1/crisis/bundle", None),
    ("GET", "/v1/crisis/keys", None),
    ("GET", "/v1/warning-signs", None),
    ("POST", "/v1/crisis/check", DANGER),
    ("GET", "/help", None),
    ("GET", "/help/US", None),
    ("HEAD", "/help/US", None),
]
# A person waits for these.
LONGEST_SECONDS = 3
# Processes look every five seconds.
KNOWN_EVERYWHERE_SECONDS = 60
# A pool that tries less and less often takes 14 s after the 17 s for which the test keeps the database away.
BACK_SECONDS = 10
# Who needs the database waits for it once.
LONGEST_REFUSAL_SECONDS = LONGEST_SECONDS + POOL_TIMEOUT_SECONDS
# Of the web server (tests/stack.py).
THREADS = 4
AT_ONCE = 3 * THREADS
# The last waits for all before it.
LONGEST_AT_ONCE_SECONDS = LONGEST_SECONDS * AT_ONCE / THREADS
# The system gives up a connection that says nothing after many minutes.
LONGEST_HELD_SECONDS = 20
DEAD = "us-poison-help"


@dataclass
class Given:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


class Alone:
    """The web server on servers that can be stopped."""

    def __init__(self, own: ThrowAway, folder: Path) -> None:
        port = free_port()
        environment = own.environment | {"HANDRAIL_NO_BOOTSTRAP": "1", "HANDRAIL_DEMO": "0", "PYTHONWARNINGS": "ignore"}
        self._own = own
        self._database = own.postgres
        self._stack = Stack(f"http://127.0.0.1:{port}", folder, environment)
        self._port = port
        # From the return of the database to the first answer that needs it.
        self.back_after_seconds = 0.0

    def migrate(self) -> None:
        for database in ("default", "keys"):
            command = [sys.executable, "manage.py", "migrate", "--database", database, "--verbosity", "0"]
            subprocess.run(command, cwd=ROOT, env=self._stack.environment, check=True)

    def restart_web(self) -> None:
        if "web" in self._stack.processes:
            self._stack.kill("web")
        self._stack.start("web", f"127.0.0.1:{self._port}")
        assert wait_until(self._lives, seconds=90), "the web server did not start"

    def stop(self) -> None:
        self._stack.stop()
        self._database.stop()

    def find_dead(self, line: str) -> None:
        """What an operator's page writes on another machine."""
        self.execute(
            "INSERT INTO crisis_lineverification (line_id, outcome, noted_at) VALUES (%s, 'wrong', now())", line
        )

    def execute(self, statement: str, *values: str) -> None:
        url, may_write = self._own.cluster.url(postgres.DATABASE), "-c default_transaction_read_only=off"
        with psycopg.connect(url, autocommit=True, options=may_write) as connection:
            connection.execute(statement.encode(), values)

    def remembers(self, line: str) -> bool:
        """Whether a process that starts without the database will know of it."""
        file = self._own.state.root / "crisis" / last_good.NAME
        return file.exists() and line in file.read_text()

    def how_many_wait_for_a_lock(self) -> int:
        with psycopg.connect(self._own.cluster.url(postgres.DATABASE)) as connection:
            row = connection.execute(WAITING).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def read_only(self) -> Iterator[None]:
        self.execute(f"ALTER DATABASE {postgres.DATABASE} SET default_transaction_read_only = on")
        self.restart_web()
        try:
            yield
        finally:
            self.execute(f"ALTER DATABASE {postgres.DATABASE} RESET default_transaction_read_only")
            self.restart_web()

    @contextmanager
    def without_database(self) -> Iterator[None]:
        self._database.stop()
        try:
            yield
        finally:
            self._database = postgres.start(self._own.cluster)
        self._wait_until_back()

    @contextmanager
    def frozen_database(self) -> Iterator[None]:
        """It takes whatever is sent and says nothing, as behind a network that has parted."""
        postmaster = postmaster_pid(self._own.cluster)
        # In this order: nobody starts another one meanwhile.
        os.kill(postmaster, signal.SIGSTOP)
        stopped = [postmaster, *descendants_of(postmaster)]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
        self._wait_until_back()

    @contextmanager
    def locked(self, *tables: str) -> Iterator[None]:
        """As a migration does it."""
        with psycopg.connect(self._own.cluster.url(postgres.DATABASE)) as connection:
            connection.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE".encode())
            yield

    def _wait_until_back(self) -> None:
        began = time.monotonic()
        assert wait_until(lambda: self.ask("GET", "/readyz").status == 200, seconds=60)
        self.back_after_seconds = time.monotonic() - began

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Given:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        began = time.monotonic()
        content = {"Content-Type": "application/json"} if body else {}
        connection.request(method, path, body, {**content, **headers})
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        return Given(answer.status, dict(answer.getheaders()), read, time.monotonic() - began)

    def ask_everything(self) -> dict[str, Given]:
        return {f"{method} {path}": self.ask(method, path, body) for method, path, body in ROUTES}

    def ask_at_once(self, method: str, path: str) -> dict[str, Given]:
        with ThreadPoolExecutor(AT_ONCE) as phones:
            given = list(phones.map(lambda _: self.ask(method, path), range(AT_ONCE)))
        return {f"{number} {path}": answer for number, answer in enumerate(given)}

    def log(self) -> str:
        return (self._stack.folder / "web.log").read_text()

    def _lives(self) -> bool:
        try:
            return self.ask("GET", "/healthz").status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    given = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with servers.throw_away(given, settings=servers.SETTINGS) as own:
        installation = Alone(own, tmp_path_factory.mktemp("alone"))
        installation.migrate()
        own.valkey.stop()
        installation.restart_web()
        try:
            yield installation
        finally:
            installation.stop()


@pytest.fixture
def token(alone: Alone) -> str:
    made = alone.ask("POST", "/v1/accounts", json.dumps({"tzid": "Europe/London", "country": "GB"}))
    return str(json.loads(made.body)["token"])


def failures(given: dict[str, Given], *, longest_seconds: float = LONGEST_SECONDS) -> dict[str, Any]:
    return {
        route: (answer.status, round(answer.seconds, 1))
        for route, answer in given.items()
        if answer.status != 200 or answer.seconds > longest_seconds
    }


def lines_of(alone: Alone) -> list[str]:
    return [line["id"] for line in json.loads(alone.ask("GET", "/v1/crisis/US").body)["lines"]]


def test_with_no_broker_and_a_database_that_takes_nothing_everything_answers(alone):
    with alone.read_only():
        given = alone.ask_everything()
        ready = json.loads(alone.ask("GET", "/readyz").body)

    assert failures(given) == {}
    assert ready["checks"]["broker"] == "down"
    assert json.loads(given["POST /v1/crisis/check"].body)["help"]["emergency"]["number"] == "911"


def test_with_no_database_either_everything_answers_as_before(alone):
    before = alone.ask("GET", "/v1/crisis/bundle")

    with alone.without_database():
        given = alone.ask_everything()
        ready = alone.ask("GET", "/readyz").status

    assert ready == 503
    assert failures(given) == {}
    assert given["GET /v1/crisis/bundle"].body == before.body
    assert given["GET /v1/crisis/bundle"].headers["ETag"] == before.headers["ETag"]


def test_without_a_database_a_refusal_brings_help_after_one_wait(alone, token):
    """The country of the account is in the database, so it is that of the request or nobody's."""
    craving = {"intensity": 9, "triggers": ["stress"]}
    asked = [("/v1/cravings", craving), ("/v1/cravings", craving | {"country": "GB"})]
    asked += [("/v1/help-now", {}), ("/v1/help-now", {"country": "US"})]

    with alone.without_database():
        refused = [alone.ask("POST", path, json.dumps(body), Authorization=f"Bearer {token}") for path, body in asked]

    problems = [json.loads(answer.body) for answer in refused]
    assert {(answer.status, problem["code"]) for answer, problem in zip(refused, problems, strict=True)} == {
        (503, "unavailable")
    }
    assert [problem["help"]["emergency"]["number"] for problem in problems] == ["112", "999", "112", "911"]
    assert max(answer.seconds for answer in refused) < LONGEST_REFUSAL_SECONDS


def test_a_web_server_that_starts_without_a_database_serves_the_last_good_bundle(alone):
    alone.find_dead(DEAD)
    before = alone.ask("GET", "/v1/crisis/bundle")

    with alone.without_database():
        alone.restart_web()
        given = alone.ask_everything()
        refused = alone.ask("GET", "/v1/meetings")
        again = alone.ask_everything()
        shown = lines_of(alone)

    assert refused.status == 503
    assert failures(given) == failures(again) == {}
    assert again["GET /v1/crisis/bundle"].body == before.body
    assert DEAD not in shown
    assert b"Poison Help" not in again["GET /help/US"].body


def test_what_was_found_elsewhere_is_known_without_anybody_asking(alone):
    alone.ask("GET", "/v1/meetings")
    alone.find_dead("us-samhsa-national-helpline")
    assert wait_until(lambda: alone.remembers("us-samhsa-national-helpline"), seconds=KNOWN_EVERYWHERE_SECONDS)

    with alone.without_database():
        alone.restart_web()
        shown = lines_of(alone)

    assert "us-samhsa-national-helpline" not in shown


def test_a_database_that_is_back_is_found_again_within_seconds(alone):
    """Else what was found meanwhile elsewhere would be unknown here for as long as the database was away."""
    with alone.without_database():
        for _ in range(17):
            alone.ask("GET", "/v1/crisis/US")
            time.sleep(1)

    assert alone.back_after_seconds < BACK_SECONDS


def test_with_a_database_that_says_nothing_everything_answers(alone):
    # A process that has just started looks whether a backup was put back, before all else but crisis help.
    alone.ask("GET", "/v1/exercises")
    before = alone.ask("GET", "/v1/crisis/bundle")

    with alone.frozen_database():
        given = alone.ask_everything()
        again = alone.ask_everything()
        exercises = alone.ask("GET", "/v1/exercises")
        at_once = alone.ask_at_once("GET", "/help/US")
        ready = alone.ask("GET", "/readyz")

    assert failures(given) == failures(again) == failures({"exercises": exercises}) == {}
    assert failures(at_once, longest_seconds=LONGEST_AT_ONCE_SECONDS) == {}
    assert ready.status == 503
    assert again["GET /v1/crisis/bundle"].body == before.body


def test_who_needs_a_database_that_says_nothing_keeps_no_thread_for_long(alone, token):
    """Else crisis help would have none left, whoever asks for what."""
    craving = json.dumps({"intensity": 9, "triggers": ["stress"]})

    with ThreadPoolExecutor(THREADS) as phones, alone.frozen_database():
        waiting = [
            phones.submit(alone.ask, "POST", "/v1/cravings", craving, Authorization=f"Bearer {token}")
            for _ in range(THREADS)
        ]
        time.sleep(0.5)
        page = alone.ask("GET", "/help/US")
        refused = [each.result() for each in waiting]

    assert page.status == 200
    assert page.seconds < LONGEST_HELD_SECONDS
    assert {(answer.status, json.loads(answer.body)["code"]) for answer in refused} == {(503, "unavailable")}
    assert {json.loads(answer.body)["help"]["emergency"]["number"] for answer in refused} == {"112"}


def test_a_database_that_speaks_again_is_asked_again(alone):
    with alone.frozen_database():
        alone.ask_at_once("GET", "/help/US")
    alone.find_dead("us-crisis-text-line")

    assert alone.back_after_seconds < BACK_SECONDS
    assert "us-crisis-text-line" not in lines_of(alone)


def test_while_a_migration_holds_the_tables_everything_answers(alone):
    with alone.locked("crisis_lineverification", "coping_exercisetext"):
        given = alone.ask_everything()
        again = alone.ask_everything()
        exercises = alone.ask("GET", "/v1/exercises")
        at_once = alone.ask_at_once("GET", "/help/US")
        meetings = alone.ask("GET", "/v1/meetings")
        waiting = alone.how_many_wait_for_a_lock()

    assert failures(given) == failures(again) == failures({"exercises": exercises}) == {}
    assert failures(at_once, longest_seconds=LONGEST_AT_ONCE_SECONDS) == {}
    assert meetings.status == 200
    # What was given up is called off in the server too; somebody may just be looking on nobody's behalf.
    assert waiting <= 1


def test_head_sends_no_body_and_the_length_of_what_it_would_be(alone):
    for path in ("/help/US", "/v1/crisis/bundle", "/v1/crisis/keys"):
        head, got = alone.ask("HEAD", path), alone.ask("GET", path)

        assert (head.status, head.body) == (200, b"")
        assert head.headers["Content-Length"] == got.headers["Content-Length"] == str(len(got.body))


def test_no_cookie_comes_with_any_of_it_and_the_log_has_patterns_alone(alone):
    given = alone.ask_everything()
    alone.ask("GET", "/help/kanarie-4711", **{"Accept-Language": "kanarie-4712"})
    alone.ask("GET", "/v1/crisis/kanarie-4713?near=40.7128,-74.0060")

    log = alone.log()

    assert [route for route, answer in given.items() if "Set-Cookie" in answer.headers] == []
    assert '"route": "help/<path:country>"' in log
    assert "kanarie" not in log
    assert "40.7128" not in log
    assert "/help/US" not in log
