"""A pool lends no connection whose server is gone, though it asks nothing of the others."""

import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from backend.config.connections import LentConnection

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(db):
    given = {name: value for name, value in connection.get_connection_params().items() if name != "cursor_factory"}
    with ConnectionPool(
        kwargs={**given, "autocommit": True},
        connection_class=LentConnection,
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
