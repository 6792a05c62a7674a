"""Both embedded servers together, and the environment in which the project's code finds them."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from backend.embedded import folders, locks, postgres, secret_keys, valkey
from backend.embedded.folders import State
from backend.embedded.locks import Ownership
from backend.embedded.postgres import Cluster
from backend.embedded.process import Process
from backend.embedded.valkey import Broker

DATABASE_URL = "DATABASE_URL"
BROKER_URL = "BROKER_URL"
SETTINGS = "backend.config.settings"
OURS = (
    *(DATABASE_URL, "KEYS_DATABASE_URL", BROKER_URL, "PUBLIC_URL"),
    *("FIREBASE_CREDENTIALS", "PUSH_INBOX_CREDENTIALS", "FCM_BASE_URL"),
)


@dataclass(frozen=True)
class ThrowAway:
    """Both servers, running on a state that is deleted at the end.

    `environment` is complete: code that runs under it finds these servers.
    """

    state: State
    cluster: Cluster
    broker: Broker
    postgres: Process
    valkey: Process
    environment: dict[str, str]


@contextmanager
def throw_away(given: Mapping[str, str], *, settings: str) -> Iterator[ThrowAway]:
    """Run both servers on a temporary state with fresh keys, whatever `given` says of others."""
    with folders.throw_away_state() as state:
        cluster, broker = postgres.open_cluster(state, is_thrown_away=True), valkey.open_broker(state)
        environment = embedded_environment(state, cluster, broker, without_ours(given))
        environment["DJANGO_SETTINGS_MODULE"] = settings
        with running(postgres.start(cluster)) as database, running(valkey.start(broker)) as queue:
            yield ThrowAway(state, cluster, broker, database, queue, environment)


def without_ours(given: Mapping[str, str]) -> dict[str, str]:
    """Leave out what points at servers, keys or people of somebody else's."""
    return {
        name: value
        for name, value in given.items()
        if name not in OURS and (name == "HANDRAIL_NO_BOOTSTRAP" or not name.startswith("HANDRAIL_"))
    }


@contextmanager
def for_command(state: State, given: Mapping[str, str], command: str) -> Iterator[dict[str, str]]:
    """Yield the environment of a state with PostgreSQL running: that of `up`, or one for this command."""
    if given.get(DATABASE_URL):
        yield state_environment(state, given)
        return
    cluster = postgres.open_cluster(state)
    with _postgres_in_use(state, cluster, command):
        yield state_environment(state, given)


def state_environment(state: State, given: Mapping[str, str]) -> dict[str, str]:
    """Return `given` completed by the addresses and keys of a state, each only where it is not given.

    HANDRAIL_EMBEDDED is true only of two embedded servers. `up` hands it to its children together with both
    addresses, so it is believed there and nowhere else.
    """
    has_database, has_broker = bool(given.get(DATABASE_URL)), bool(given.get(BROKER_URL))
    if has_database and has_broker:
        return {"DJANGO_SETTINGS_MODULE": SETTINGS, **given, "HANDRAIL_STATE": str(state.root)}
    if not has_database and not has_broker:
        return embedded_environment(state, postgres.open_cluster(state), valkey.open_broker(state), given)
    environment = _with_keys(state, given)
    environment.pop("HANDRAIL_EMBEDDED", None)
    if has_database:
        return environment | {BROKER_URL: valkey.open_broker(state).url}
    return environment | _database_addresses(postgres.open_cluster(state))


def embedded_environment(state: State, cluster: Cluster, broker: Broker, given: Mapping[str, str]) -> dict[str, str]:
    addresses = {**_database_addresses(cluster), BROKER_URL: broker.url, "HANDRAIL_EMBEDDED": "1"}
    inbox = {} if given.get("FIREBASE_CREDENTIALS") else _inbox_addresses(state, given)
    return {**_public_address(state), **_with_keys(state, given), **addresses, **inbox}


@contextmanager
def running(process: Process) -> Iterator[Process]:
    try:
        yield process
    finally:
        process.stop()


@contextmanager
def _postgres_in_use(state: State, cluster: Cluster, command: str) -> Iterator[None]:
    """Share the running PostgreSQL of a state, or start it and stop it after its last user."""
    with locks.using(state.use_lock) as use:
        ownership = _own_or_join(state, cluster, command)
        if ownership is None:
            yield
            return
        try:
            with running(postgres.start(cluster, inherit=ownership)):
                try:
                    yield
                finally:
                    use.wait_for_others()
        finally:
            ownership.release()


def _own_or_join(state: State, cluster: Cluster, command: str) -> Ownership | None:
    """Return None once PostgreSQL serves for somebody, or the right to start it."""
    ownership = locks.try_to_own(state.owner_lock, command)
    while ownership is None and not cluster.serves():
        time.sleep(locks.POLL_SECONDS)
        ownership = locks.try_to_own(state.owner_lock, command)
    return ownership


def _public_address(state: State) -> dict[str, str]:
    """Return where the web of a running `up` is, so that the links of other commands lead there."""
    if not state.demo_file.exists():
        return {}
    return {"PUBLIC_URL": json.loads(state.demo_file.read_text())["api"]}


def _inbox_addresses(state: State, given: Mapping[str, str]) -> dict[str, str]:
    """Pushes go to the inbox, and so does mail unless the operator has named a server for it."""
    if not state.inbox_file.exists():
        return {}
    inbox = json.loads(state.inbox_file.read_text())
    found = {"FCM_BASE_URL": inbox["url"], "PUSH_INBOX_CREDENTIALS": inbox["credentials"]}
    if "smtp" in inbox and not given.get("EMAIL_URL"):
        found["EMAIL_URL"] = inbox["smtp"]
    return found


def _database_addresses(cluster: Cluster) -> dict[str, str]:
    return {
        DATABASE_URL: cluster.url(postgres.DATABASE),
        "KEYS_DATABASE_URL": cluster.url(postgres.KEYS_DATABASE),
    }


def _with_keys(state: State, given: Mapping[str, str]) -> dict[str, str]:
    kept = state.root / "secrets.json"
    keys = secret_keys.given_or_kept(given, kept)
    return {"DJANGO_SETTINGS_MODULE": SETTINGS, **given, **keys, "HANDRAIL_STATE": str(state.root)}
