"""Rows are locked inside a transaction or not at all, also where the test has one around everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError


@contextmanager
def locks_need_a_transaction_of_their_own() -> Iterator[None]:
    """Refuse `select_for_update` where only the test's own transaction is open: without it Django would refuse."""
    around = {alias: len(connections[alias].savepoint_ids) for alias in connections}
    as_sql = SQLCompiler.as_sql

    def guarded(compiler: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        connection = compiler.connection
        if compiler.query.select_for_update and len(connection.savepoint_ids) <= around[connection.alias]:
            raise TransactionManagementError("select_for_update outside of a transaction but for the test's own.")
        return as_sql(compiler, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "as_sql", guarded)
        yield
