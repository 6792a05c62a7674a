"""Both embedded servers together, and the environment in which the project's code finds them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from backend.embedded import folders, locks, postgres, secret_keys, valkey
from backend.embedded.folders import State
from backend.embedded.postgres import Cluster
from backend.embedded.process import Process
from backend.embedded.valkey import Broker

DATABASE_URL = "DATABASE_URL"
BROKER_URL = "BROKER_URL"
SETTINGS = "backend.config.settings"


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
    """Run both servers on a temporary state with fresh keys. `given` is the environment to start from."""
    ours = (DATABASE_URL, "KEYS_DATABASE_URL", BROKER_URL, secret_keys.SECRET_KEY, secret_keys.MASTER_KEY)
    rest = {name: value for name, value in given.items() if name not in ours}
    with folders.throw_away_state() as state:
        cluster, broker = postgres.open_cluster(state, is_thrown_away=True), valkey.open_broker(state)
        environment = embedded_environment(state, cluster, broker, rest)
        environment["DJANGO_SETTINGS_MODULE"] = settings
        with running(postgres.start(cluster)) as database, running(valkey.start(broker)) as queue:
            yield ThrowAway(state, cluster, broker, database, queue, environment)


@contextmanager
def for_command(state: State, given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the environment of a state with PostgreSQL running: that of `up`, or one for this command."""
    if DATABASE_URL in given:
        yield state_environment(state, given)
        return
    cluster = postgres.open_cluster(state)
    with _postgres_in_use(state, cluster):
        yield state_environment(state, given)


def state_environment(state: State, given: Mapping[str, str]) -> dict[str, str]:
    """Return `given` completed by the addresses and keys of a state, each only where it is not given.

    HANDRAIL_EMBEDDED is true only of two embedded servers. `up` hands it to its children together with both
    addresses, so it is believed there and nowhere else.
    """
    if DATABASE_URL in given and BROKER_URL in given:
        return {"DJANGO_SETTINGS_MODULE": SETTINGS, **given, "HANDRAIL_STATE": str(state.root)}
    if DATABASE_URL not in given and BROKER_URL not in given:
        return embedded_environment(state, postgres.open_cluster(state), valkey.open_broker(state), given)
    addresses = (
        {BROKER_URL: valkey.open_broker(state).url}
        if DATABASE_URL in given
        else _database_addresses(postgres.open_cluster(state))
    )
    environment = _with_keys(state, {**given, **addresses})
    environment.pop("HANDRAIL_EMBEDDED", None)
    return environment


def embedded_environment(
    state: State, cluster: Cluster, broker: Broker, given: Mapping[str, str]
) -> dict[str, str]:
    addresses = {**_database_addresses(cluster), BROKER_URL: broker.url, "HANDRAIL_EMBEDDED": "1"}
    return {**_with_keys(state, given), **addresses, **inbox_environment(state, given)}


def inbox_environment(state: State, given: Mapping[str, str]) -> dict[str, str]:
    """Return where pushes go: to the running inbox, unless the operator has credentials for the real FCM."""
    file = state.inbox / "push_inbox.json"
    if "FIREBASE_CREDENTIALS" in given or not file.exists():
        return {}
    inbox = json.loads(file.read_text())
    return {"FCM_BASE_URL": inbox["url"], "PUSH_INBOX_CREDENTIALS": inbox["credentials"]}


@contextmanager
def running(process: Process) -> Iterator[Process]:
    try:
        yield process
    finally:
        process.stop()


@contextmanager
def _postgres_in_use(state: State, cluster: Cluster) -> Iterator[None]:
    """Share the running PostgreSQL of a state, or start it and stop it after its last user."""
    with locks.shared(state.root / "postgres-users.lock") as users:
        with locks.exclusive(state.root / "postgres-start.lock"):
            started = None if cluster.serves() else postgres.start(cluster)
        try:
            yield
        finally:
            if started is not None:
                users.wait_for_others()
                started.stop()


def _database_addresses(cluster: Cluster) -> dict[str, str]:
    return {
        DATABASE_URL: cluster.url(postgres.DATABASE),
        "KEYS_DATABASE_URL": cluster.url(postgres.KEYS_DATABASE),
    }


def _with_keys(state: State, given: Mapping[str, str]) -> dict[str, str]:
    kept = state.root / "secrets.json"
    keys = secret_keys.given_or_kept(given, kept)
    return {"DJANGO_SETTINGS_MODULE": SETTINGS, **given, **keys, "HANDRAIL_STATE": str(state.root)}
