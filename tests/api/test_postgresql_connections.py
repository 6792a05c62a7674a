"""A pool lends no connection whose server is gone, and no answer is waited for longer than somebody said."""

import os
import signal

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from psycopg.errors import QueryCanceled
from psycopg_pool import ConnectionPool

from backend.api.postgresql.base import DatabaseWrapper
from backend.api.postgresql.connections import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(db):
    given = {name: value for name, value in connection.get_connection_params().items() if name != "cursor_factory"}
    with ConnectionPool(
        kwargs={**given, "autocommit": True},
        connection_class=Connection,
        min_size=1,
        max_size=1,
        check=ConnectionPool.check_connection,
    ) as pool:
        yield pool


def test_a_quiet_connection_is_lent_again(pool):
    with pool.connection() as lent:
        first = lent.info.backend_pid

    with pool.connection() as lent:
        assert lent.execute("SELECT pg_backend_pid()").fetchone() == (first,)


def test_a_connection_whose_server_process_has_gone_is_not_lent(pool):
    with pool.connection() as lent:
        gone = lent.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [gone])

    with pool.connection() as lent:
        found = lent.execute("SELECT pg_backend_pid()").fetchone()

    assert found != (gone,)


def test_an_answer_that_takes_too_long_is_called_off_and_the_connection_goes_on():
    connection.ensure_connection()
    before = connection.connection

    with pytest.raises(OperationalError) as raised, database().answering_within(2), transaction.atomic():
        ask("SELECT pg_sleep(60)")

    assert isinstance(raised.value.__cause__, QueryCanceled)
    assert (ask("SELECT 1"), connection.connection is before) == (1, True)


def test_afterwards_everybody_waits_again_for_as_long_as_it_takes():
    with database().answering_within(0.1):
        pass

    assert ask("SELECT 1 FROM pg_sleep(0.3)") == 1


@pytest.mark.django_db(transaction=True)
def test_a_server_that_says_nothing_loses_the_connection(settings):
    """Its one process stands still; the one that would call it off does not help."""
    settings.CALLING_OFF_SECONDS = 0.2
    backend = ask("SELECT pg_backend_pid()")
    os.kill(backend, signal.SIGSTOP)
    try:
        with pytest.raises(OperationalError), database().answering_within(0.1):
            ask("SELECT 1")
    finally:
        os.kill(backend, signal.SIGCONT)

    assert database().is_cut()
    connection.close()


def test_a_slow_answer_of_a_server_that_speaks_is_waited_for(pool):
    with pool.connection() as lent:
        lent.longest_silence_seconds = 0.1

        assert lent.execute("SELECT 4711 FROM pg_sleep(0.5)").fetchone() == (4711,)


def database() -> DatabaseWrapper:
    found = connections[DEFAULT_DB_ALIAS]
    assert isinstance(found, DatabaseWrapper)
    return found


def ask(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
