"""`manage.py up`: everything on one machine, from nothing to the printed addresses."""

import argparse
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from backend.embedded import demo_file, locks, ports, postgres, servers, services, valkey
from backend.embedded.folders import State
from backend.embedded.locks import Ownership
from backend.embedded.postgres import Cluster
from backend.embedded.process import run_to_end
from backend.embedded.refusal import Refusal
from backend.embedded.services import Workplace
from backend.embedded.supervisor import Supervisor
from backend.embedded.valkey import Broker

HELP = "Start everything on this machine, and keep it running until Ctrl-C."
NO_BOOTSTRAP = {"HANDRAIL_NO_BOOTSTRAP": "1"}
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Ctrl-C, or a signal that means the same. No handler of errors should hold it up."""


@dataclass(frozen=True)
class Plan:
    """What this start brings. None stands for the operator's own server, or for FCM in place of the inbox."""

    state: State
    project: Path
    given: Mapping[str, str]
    cluster: Cluster | None
    broker: Broker | None
    web_port: int
    inbox_port: int | None
    smtp_port: int | None
    has_demo: bool

    @property
    def api(self) -> str:
        return f"http://{ports.HOST}:{self.web_port}"

    @property
    def inbox(self) -> str | None:
        return None if self.inbox_port is None else f"http://{ports.HOST}:{self.inbox_port}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `up`. `--state` is not among them: manage.py takes it off for every command."""
    parser.add_argument("--port", type=int, default=8000, help="of the API and the console; 0 = any free one")
    parser.add_argument("--inbox-port", type=int, default=8025, help="of the push inbox; 0 = any free one")


def run(arguments: list[str], state: State, project: Path) -> None:
    """Run until Ctrl-C. Raises Refusal when something stands in the way."""
    parser = argparse.ArgumentParser(prog="manage.py up", description=HELP)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    ownership = locks.own_or_refuse(state.owner_lock, "up")
    try:
        plan = make_plan(state, project, os.environ, web_port=options.port, inbox_port=options.inbox_port)
        keep_running(plan, ownership)
    finally:
        ownership.release()


def make_plan(state: State, project: Path, given: Mapping[str, str], *, web_port: int, inbox_port: int) -> Plan:
    is_embedded = not given.get(servers.DATABASE_URL) and not given.get(servers.BROKER_URL)
    sends_for_real = bool(given.get("FIREBASE_CREDENTIALS"))
    return Plan(
        state=state,
        project=project,
        given=given,
        cluster=None if given.get(servers.DATABASE_URL) else postgres.open_cluster(state),
        broker=None if given.get(servers.BROKER_URL) else valkey.open_broker(state),
        web_port=ports.free_port(web_port, option="--port"),
        inbox_port=None if sends_for_real else ports.free_port(inbox_port, option="--inbox-port"),
        # Chosen here, and not by the inbox: one that is started anew must be found where it was.
        smtp_port=None if sends_for_real else ports.free_port(0, option="--inbox-port"),
        has_demo=wants_demo(given.get("HANDRAIL_DEMO", ""), may_have_one=is_embedded and not sends_for_real),
    )


def wants_demo(word: str, *, may_have_one: bool) -> bool:
    """Tell whether to load the demo. Raises Refusal when it is asked for beside anything real."""
    asked = word.strip().lower()
    if asked in ("1", "true", "yes") and not may_have_one:
        raise Refusal(
            "HANDRAIL_DEMO=1 needs both embedded servers and no FIREBASE_CREDENTIALS: demo links sign people "
            "in without a password. Unset HANDRAIL_DEMO, or the other three: DATABASE_URL, BROKER_URL, "
            "FIREBASE_CREDENTIALS."
        )
    return may_have_one and asked not in ("0", "false", "no")


def keep_running(plan: Plan, ownership: Ownership) -> None:
    began_at = time.monotonic()
    supervisor = Supervisor(say, inherit=ownership)
    start_afresh(plan.state)
    with stopping_on_signals():
        try:
            content = start(plan, supervisor)
            demo_file.write(plan.state.demo_file, content)
            say(greeting(content, logs=plan.state.logs, seconds=time.monotonic() - began_at))
            supervisor.watch()
        except StopRequested:
            say("Stopping.")
        finally:
            plan.state.demo_file.unlink(missing_ok=True)
            supervisor.stop()


def start(plan: Plan, supervisor: Supervisor) -> dict[str, Any]:
    """Start everything in order; return what goes into demo.json."""
    start_servers(plan, supervisor)
    place = Workplace(plan.project, plan.state, child_environment(plan))
    say("Migrating both databases.")
    run_to_end(place.manage("migrate", "migrate"))
    run_to_end(place.manage("migrate_keys", "migrate", "--database", "keys"))
    people = load_demo(place) if plan.has_demo else None
    say("Starting web, worker, beat and deliver.")
    supervisor.start(
        services.web_service(place, plan.web_port),
        services.worker_service(place, plan.broker),
        services.beat_service(place),
        services.deliver_service(place),
    )
    return demo_file.merge(api=plan.api, push_inbox=plan.inbox, people=people)


def start_servers(plan: Plan, supervisor: Supervisor) -> None:
    if plan.cluster is not None:
        say("Starting PostgreSQL.")
        postgres.prepare(plan.cluster)
        supervisor.start(services.postgres_service(plan.cluster))
        postgres.create_databases(plan.cluster)
    if plan.broker is not None:
        say("Starting Valkey.")
        supervisor.start(services.valkey_service(plan.broker))
    if plan.inbox_port is not None and plan.smtp_port is not None:
        say("Starting the push inbox.")
        place = Workplace(plan.project, plan.state, {**plan.given, **NO_BOOTSTRAP})
        supervisor.start(services.inbox_service(place, plan.inbox_port, smtp_port=plan.smtp_port))


def child_environment(plan: Plan) -> dict[str, str]:
    return {"PUBLIC_URL": plan.api, **servers.state_environment(plan.state, plan.given), **NO_BOOTSTRAP}


def load_demo(place: Workplace) -> dict[str, Any]:
    """Load the demo once; return its people. Their file stays: the next start hands out their tokens."""
    say("Loading the demo.")
    file = place.state.root / "demo-people.json"
    run_to_end(place.manage("load_demo", "load_demo", "--json", str(file)))
    people: dict[str, Any] = json.loads(file.read_text())
    return people


def start_afresh(state: State) -> None:
    """Put the logs of the last start aside, and what it said of its addresses away."""
    for log in state.logs.glob("*.log"):
        log.replace(log.with_suffix(".log.1"))
    for stale in (state.demo_file, state.inbox_file):
        stale.unlink(missing_ok=True)


def greeting(content: Mapping[str, Any], *, logs: Path, seconds: float) -> str:
    addresses = {name: content[name] for name in ("api", "console", "push_inbox") if name in content}
    links = {f"console, {role}": link for role, link in demo_file.console_links(content).items()}
    lines = [f"  {name:22} {address}" for name, address in {**addresses, **links}.items()]
    return "\n".join([f"ready after {seconds:.1f} s; logs in {logs}; Ctrl-C stops everything", *lines])


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn the signals that end a program into StopRequested, so that everything is stopped in order."""
    before = {number: signal.signal(number, _request_stop) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    # An impatient second Ctrl-C would leave the stop half done; it takes four seconds at most.
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise StopRequested


def say(text: str) -> None:
    print(text, flush=True)
