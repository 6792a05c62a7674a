import os
import shutil
import signal

import psycopg
import pytest
import redis

from backend.embedded import folders, postgres, servers, valkey
from backend.embedded.refusal import Refusal
from tests.embedded.programs import postmaster_pid, within


def query(url: str, sql: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql).fetchone()
        return row[0] if row else None


def test_both_databases_and_the_broker_answer_at_the_given_addresses():
    with servers.throw_away({}, settings="tests.settings") as own:
        databases = [
            query(own.environment[name], "SELECT current_database()") for name in ("DATABASE_URL", "KEYS_DATABASE_URL")
        ]
        with redis.Redis.from_url(own.environment["BROKER_URL"].replace("redis+socket", "unix")) as client:
            pong = client.ping()

    assert databases == ["handrail", "handrail_keys"]
    assert pong is True
    assert not own.state.root.exists()


def test_data_survives_a_restart_and_sigkill(state):
    cluster = postgres.open_cluster(state)
    with servers.running(postgres.start(cluster)), psycopg.connect(cluster.url("handrail")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    with servers.running(postgres.start(cluster)) as process:
        found = query(cluster.url("handrail"), "SELECT number FROM kept")
        os.kill(postmaster_pid(cluster), signal.SIGKILL)
        assert within(2, lambda: process.exit_code() is not None)
    with servers.running(postgres.start(cluster)):
        found_after_kill = query(cluster.url("handrail"), "SELECT number FROM kept")

    assert (found, found_after_kill) == (7, 7)


def test_a_queue_survives_a_restart_of_the_broker(state):
    broker = valkey.open_broker(state)
    with servers.running(valkey.start(broker)), redis.Redis(unix_socket_path=str(broker.socket)) as client:
        client.rpush("queue", "message")

    with servers.running(valkey.start(broker)), redis.Redis(unix_socket_path=str(broker.socket)) as client:
        kept = client.lrange("queue", 0, -1)

    assert kept == [b"message"]


def test_the_log_of_postgresql_names_a_broken_constraint_without_what_was_written(state):
    cluster = postgres.open_cluster(state, is_thrown_away=True)
    with servers.running(postgres.start(cluster)), psycopg.connect(cluster.url("handrail"), autocommit=True) as own:
        own.execute("CREATE TABLE noted (words text CONSTRAINT noted_once PRIMARY KEY)")
        own.execute("INSERT INTO noted VALUES ('canary')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            own.execute("INSERT INTO noted VALUES ('canary')")

    log = cluster.log.read_text()
    assert 'violates unique constraint "noted_once"' in log
    assert "canary" not in log


def test_postgresql_stops_at_once_although_a_client_is_connected(state):
    cluster = postgres.open_cluster(state, is_thrown_away=True)
    process = postgres.start(cluster)
    client = psycopg.connect(cluster.url("handrail"))

    process.let_go()

    assert within(1.5, lambda: process.exit_code() is not None)
    client.close()


def test_a_data_folder_of_another_major_is_refused_with_the_remedy(state):
    cluster = postgres.open_cluster(state)
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("16\n")

    with pytest.raises(Refusal, match=rf"made by PostgreSQL 16(?s:.*)mv {cluster.data} {cluster.data}\.16"):
        postgres.start(cluster)


def test_a_half_made_data_folder_is_made_again(state):
    cluster = postgres.open_cluster(state, is_thrown_away=True)
    (cluster.home / "data.new").mkdir()
    (cluster.home / "data.new" / "PG_VERSION").write_text("")

    with servers.running(postgres.start(cluster)):
        assert query(cluster.url("handrail_keys"), "SELECT 1") == 1


def test_a_worker_counts_as_listening_once_it_waits_for_a_message(state):
    broker = valkey.open_broker(state)
    with servers.running(valkey.start(broker)):
        before = broker.has_consumer()
        client = redis.Redis(unix_socket_path=str(broker.socket))
        client.connection_pool.get_connection().send_command("BRPOP", "queue", "5")
        heard = within(2, broker.has_consumer)
        client.connection_pool.disconnect()

    assert (before, heard) == (False, True)


def test_sockets_of_a_long_state_folder_lie_in_a_short_one(state):
    deep = state.root / ("d" * 60)
    deep.mkdir(mode=0o711)

    broker = valkey.open_broker(folders.open_state(deep))
    again = valkey.open_broker(folders.open_state(deep))

    assert len(str(broker.socket)) < 80
    assert again.socket == broker.socket
    shutil.rmtree(broker.sockets)
