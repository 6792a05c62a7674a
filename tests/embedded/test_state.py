"""Who may start servers on a state folder, and what a command finds there."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from backend.embedded import folders, locks, postgres, servers
from backend.embedded.refusal import Refusal
from tests.embedded.programs import pids_in, within

PROJECT = Path(__file__).parents[2]
OWNER_THAT_DIES = """
import os, sys
from pathlib import Path
from backend.embedded import folders, locks
from backend.embedded.process import Process
from tests.embedded.programs import python, stubborn

state = folders.State(Path(sys.argv[1]))
ownership = locks.try_to_own(state.owner_lock, "up")
Process(python(state, stubborn(state.root / "pids")), inherit=ownership)
while not (state.root / "pids").exists():
    pass
os.kill(os.getpid(), 9)
"""


def test_a_second_up_on_the_same_state_is_refused_at_once(state):
    ownership = locks.own_or_refuse(state.owner_lock, "up")

    with pytest.raises(Refusal, match=rf"`manage.py up` \(process {os.getpid()}\) is running on {state.root}"):
        locks.own_or_refuse(state.owner_lock, "up")

    ownership.release()


def test_a_state_is_free_again_when_its_owner_ends(state):
    locks.own_or_refuse(state.owner_lock, "up").release()

    ownership = locks.own_or_refuse(state.owner_lock, "up")

    ownership.release()


def test_a_start_waits_for_what_a_killed_one_left(state):
    subprocess.run([sys.executable, "-c", OWNER_THAT_DIES, str(state.root)], cwd=PROJECT, check=False)
    free_at_once = locks.try_to_own(state.owner_lock, "up")

    ownership = locks.own_or_refuse(state.owner_lock, "up")

    ownership.release()
    assert free_at_once is None
    assert len(pids_in(state.root / "pids")) == 1


def test_a_command_starts_postgresql_for_its_own_duration(state):
    cluster = postgres.open_cluster(state)

    with servers.for_command(state, {}, "migrate") as environment:
        served = cluster.serves()

    assert served
    assert not cluster.serves()
    assert environment["DATABASE_URL"] == cluster.url("handrail")


def test_a_second_command_shares_the_server_and_the_first_waits_for_it(state):
    cluster = postgres.open_cluster(state)
    first_may_end = threading.Event()

    def first() -> None:
        with servers.for_command(state, {}, "shell"):
            first_may_end.wait()

    thread = threading.Thread(target=first)
    thread.start()
    assert within(10, cluster.serves)
    with servers.for_command(state, {}, "migrate"):
        first_may_end.set()
        thread.join(0.5)
        served_to_the_end = cluster.serves("handrail")
    thread.join()

    assert served_to_the_end
    assert not cluster.serves()


def test_the_keys_of_a_state_stay_the_same_and_private(state):
    first = servers.state_environment(state, {})
    second = servers.state_environment(state, {})

    names = ("HANDRAIL_SECRET_KEY", "HANDRAIL_MASTER_KEY", "HANDRAIL_BUNDLE_KEY")
    assert [first[name] for name in names] == [second[name] for name in names]
    assert (state.root / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_given_keys_are_used_and_none_are_made(state):
    given = {"HANDRAIL_SECRET_KEY": "mine", "HANDRAIL_MASTER_KEY": "also mine", "HANDRAIL_BUNDLE_KEY": "mine too"}

    environment = servers.state_environment(state, given)

    assert environment.items() >= given.items()
    assert not (state.root / "secrets.json").exists()


def test_a_key_that_a_later_release_needs_is_added_and_the_others_stay(state):
    of_the_release_before = {"HANDRAIL_SECRET_KEY": "kept", "HANDRAIL_MASTER_KEY": "kept too"}
    (state.root / "secrets.json").write_text(json.dumps(of_the_release_before))

    first, second = (servers.state_environment(state, {}) for _ in range(2))

    assert first.items() >= of_the_release_before.items()
    assert first["HANDRAIL_BUNDLE_KEY"] == second["HANDRAIL_BUNDLE_KEY"]


def test_only_two_embedded_servers_count_as_embedded(state):
    own_broker = {"BROKER_URL": "redis://broker", "HANDRAIL_EMBEDDED": "1"}
    own_database = {"DATABASE_URL": "postgresql://db/x", "HANDRAIL_EMBEDDED": "1"}

    assert servers.state_environment(state, {})["HANDRAIL_EMBEDDED"] == "1"
    assert "HANDRAIL_EMBEDDED" not in servers.state_environment(state, own_broker)
    assert "HANDRAIL_EMBEDDED" not in servers.state_environment(state, own_database)


def test_servers_of_ones_own_are_left_alone(state):
    given = {"DATABASE_URL": "postgresql://db/x", "BROKER_URL": "redis://broker"}

    with servers.for_command(state, given, "migrate") as environment:
        found = environment

    assert found.items() >= given.items()
    assert not (state.root / "postgres").exists()
    assert not (state.root / "secrets.json").exists()


def test_commands_find_the_web_and_the_inbox_of_a_running_up(state):
    state.demo_file.write_text('{"api": "http://127.0.0.1:9000"}')
    state.inbox.mkdir()
    state.inbox_file.write_text('{"url": "http://127.0.0.1:9025", "credentials": "/account.json"}')

    found = servers.state_environment(state, {})
    sending_for_real = servers.state_environment(state, {"FIREBASE_CREDENTIALS": "/etc/firebase.json"})

    assert (found["PUBLIC_URL"], found["FCM_BASE_URL"]) == ("http://127.0.0.1:9000", "http://127.0.0.1:9025")
    assert found["PUSH_INBOX_CREDENTIALS"] == "/account.json"
    assert "FCM_BASE_URL" not in sending_for_real


def test_a_state_of_another_account_is_refused(state):
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder of another account")
    os.chown(state.logs, 12345, 12345)

    with pytest.raises(Refusal, match="was made by another account"):
        folders.open_state(state.root)


def test_throw_away_servers_forget_the_servers_of_the_caller():
    given = {"PATH": "/bin", "FIREBASE_CREDENTIALS": "/etc/firebase.json", "HANDRAIL_DEMO": "1"}

    assert servers.without_ours(given) == {"PATH": "/bin"}


@pytest.mark.parametrize(
    ("given", "mail"),
    [
        ({}, "smtp://127.0.0.1:2525"),
        ({"EMAIL_URL": "smtp://mail.clinic.example"}, "smtp://mail.clinic.example"),
        ({"FIREBASE_CREDENTIALS": "/run/secrets/firebase.json"}, None),
    ],
)
def test_mail_goes_to_the_push_inbox_unless_a_server_is_named(state, given, mail):
    addresses = {"url": "http://127.0.0.1:8025", "credentials": "account.json", "smtp": "smtp://127.0.0.1:2525"}
    state.inbox_file.parent.mkdir(exist_ok=True)
    state.inbox_file.write_text(json.dumps(addresses))

    assert servers.state_environment(state, given).get("EMAIL_URL") == mail
